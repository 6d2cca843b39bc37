package io.waybill.api.token;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The certificate of a request, in the one way that this listener takes it (RFC 8705). */
@Component
public final class ClientCertificates {

    /** The certificate, base64 of PEM or DER. */
    public static final String HEADER = "X-Client-Cert";

    /** When a proxy signed, in Unix seconds. */
    static final String TIME_HEADER = "X-Client-Cert-Time";

    /** HMAC-SHA-256, hexadecimal, of method, path with query, certificate and time, each on a line. */
    static final String SIGNATURE_HEADER = "X-Client-Cert-Signature";

    private static final Logger LOGGER = LoggerFactory.getLogger(ClientCertificates.class);
    private static final String TLS_ATTRIBUTE = "jakarta.servlet.request.X509Certificate";
    private static final String HMAC = "HmacSHA256";
    private static final Duration SIGNATURE_LIFE = Duration.ofSeconds(30);
    private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{1,12}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final CertificateSettings settings;
    private final Clock clock;

    ClientCertificates(CertificateSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * {@return the request's certificate, or empty where it has none that this listener takes}
     *
     * @throws ApiFailure where the header is there twice, is no certificate, or comes from somebody who is not the
     *     proxy
     */
    public Optional<Presented> of(HttpServletRequest request) {
        return switch (settings.mode()) {
            case OFF -> Optional.empty();
            case NATIVE -> ofConnection(request);
            case PROXY ->
                header(request).map(text -> {
                    requireProxy(request, text);
                    return new Presented(List.of(certificate(text)), true);
                });
            case HEADER_POP -> header(request).map(text -> new Presented(List.of(certificate(text)), false));
        };
    }

    private static Optional<Presented> ofConnection(HttpServletRequest request) {
        if (request.getHeader(HEADER) != null) {
            LOGGER.atWarn().log("a certificate in a header is not looked at on this listener");
        }
        return request.getAttribute(TLS_ATTRIBUTE) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(new Presented(List.of(chain), true))
                : Optional.empty();
    }

    private static Optional<String> header(HttpServletRequest request) {
        var values = Collections.list(request.getHeaders(HEADER));
        if (values.size() > 1) {
            throw ApiFailure.invalid(HEADER, HEADER + " is there " + values.size() + " times, once is allowed");
        }
        return values.stream().findFirst();
    }

    private static X509Certificate certificate(String text) {
        return Certificates.ofHeader(text)
                .orElseThrow(() -> ApiFailure.invalid(
                        HEADER,
                        HEADER + " must be base64 of one certificate, PEM or DER, on one line, at most "
                                + Certificates.CHARS_MAX + " characters"));
    }

    private void requireProxy(HttpServletRequest request, String certificate) {
        var time = single(request, TIME_HEADER, UNIX_SECONDS);
        var signature = single(request, SIGNATURE_HEADER, HEX);
        var at = Instant.ofEpochSecond(Long.parseLong(time));
        var age = Duration.between(at, clock.instant()).abs();
        var query = request.getQueryString();
        var target = request.getRequestURI() + (query == null ? "" : "?" + query);
        var expected = sign(request.getMethod() + "\n" + target + "\n" + certificate + "\n" + time);
        if (age.compareTo(SIGNATURE_LIFE) > 0
                || !MessageDigest.isEqual(expected, HexFormat.of().parseHex(signature))) {
            throw notTheProxy();
        }
    }

    private static String single(HttpServletRequest request, String name, Pattern form) {
        var values = Collections.list(request.getHeaders(name));
        if (values.size() != 1 || !form.matcher(values.getFirst()).matches()) {
            throw notTheProxy();
        }
        return values.getFirst();
    }

    private byte[] sign(String text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(settings.secret().orElseThrow(), HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    private static ApiFailure notTheProxy() {
        return new ApiFailure(
                ApiError.INVALID_CREDENTIALS, HEADER, HEADER + " is taken from the platform's own proxy alone");
    }

    /**
     * A certificate.
     *
     * @param chain the certificate, and what the client sent to lead from it to an anchor
     * @param proven whether the connection, or the proxy, vouches that the client has its key
     */
    public record Presented(List<X509Certificate> chain, boolean proven) {

        /** Checks that there is one. */
        public Presented {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("chain has no certificate");
            }
        }

        /** {@return the client's own} */
        public X509Certificate certificate() {
            return chain.getFirst();
        }
    }
}
