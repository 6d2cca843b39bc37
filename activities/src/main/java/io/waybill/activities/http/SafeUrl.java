package io.waybill.activities.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * A URL as it may be called: absolute, with a host, without credentials.
 *
 * @param ordinary whether it may lead to addresses of the world; otherwise, because of its scheme or port, to allowed
 *     networks alone
 */
record SafeUrl(URI uri, boolean ordinary) {

    /** What servers and proxies take. */
    static final int CHARS_MAX = 2_048;

    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int PORT_MAX = 65_535;
    private static final int HOST_CHARS_MAX = 253;

    SafeUrl {
        requireNonNull(uri, "uri");
    }

    /** {@return the host, without brackets} */
    String host() {
        String host = requireNonNull(uri.getHost(), "host");
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** {@return the URL in {@code text}; throws {@link UrlRefused} where it is none that is called} */
    static SafeUrl parse(String text, List<Integer> ports) {
        if (text.length() > CHARS_MAX) {
            throw new UrlRefused("has " + text.length() + " characters, at most " + CHARS_MAX + " are allowed");
        }
        URI uri = uri(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new UrlRefused("must begin with https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw new UrlRefused("has a user name or password, which is not allowed");
        }
        requireHost(uri.getHost());
        if (uri.getRawFragment() != null) {
            throw new UrlRefused("has a fragment (#…), which no server sees; leave it out");
        }
        int port = uri.getPort() == -1 ? (scheme.equals("https") ? HTTPS : HTTP) : uri.getPort();
        if (port < 1 || port > PORT_MAX) {
            throw new UrlRefused("has the port " + port + ", which does not exist");
        }
        return new SafeUrl(uri, scheme.equals("https") && ports.contains(port));
    }

    private static URI uri(String text) {
        try {
            // Without this, what is not ASCII would be sent as it is.
            if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new UrlRefused(
                        "has characters that a URL has not; write names in punycode (xn--…) and percent-encode"
                                + " the others");
            }
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new UrlRefused("is not a URL: " + e.getReason());
        }
    }

    // A host that other programs would read as another one is none.
    private static void requireHost(@org.jspecify.annotations.Nullable String host) {
        if (host == null || host.isEmpty() || host.length() > HOST_CHARS_MAX) {
            throw new UrlRefused("has no host that is a name, four decimal numbers or an IPv6 address in brackets");
        }
        if (host.startsWith("[")) {
            if (host.contains("%")) {
                throw new UrlRefused("has an address with a zone, which is not allowed");
            }
            return;
        }
        if (host.endsWith(".")) {
            throw new UrlRefused("has a host that ends in a dot; leave the dot out");
        }
        String last = host.substring(host.lastIndexOf('.') + 1);
        boolean number = last.chars().allMatch(Character::isDigit) || last.matches("0[xX][0-9a-fA-F]*");
        if (number && !Networks.isCanonicalIpv4(host)) {
            throw new UrlRefused("has an address that is not four decimal numbers, such as 198.51.100.7");
        }
    }
}
