package io.waybill.models.catalog;

import io.waybill.models.catalog.ModelManifest.Upstream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the part of a manifest that names the servers of a model. */
final class UpstreamCheck {

    /** More are a balancer's work. */
    private static final int URLS_MAX = 8;

    private static final int URL_CHARACTERS_MAX = 2_048;

    /** Each call holds a thread and a connection. */
    private static final int CONCURRENCY_MAX = 1_024;

    private static final int TIMEOUT_SECONDS_MAX = 3_600;

    private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]{0,254}[\\x21-\\x7e])?");

    private UpstreamCheck() {}

    /** Throws {@link ManifestRejected} with the key where the part is wrong, missing, or too much. */
    static void check(String file, ModelManifest m) {
        Upstream upstream = m.upstream();
        if (!m.engine().equals("upstream")) {
            if (upstream != null) {
                throw new ManifestRejected(file, "upstream is given, allowed is it for engine upstream only");
            }
            return;
        }
        if (upstream == null) {
            throw new ManifestRejected(
                    file,
                    "upstream is missing, engine upstream needs it with [urls, model, concurrency, timeout_seconds]");
        }
        if (!Set.of("tokenizer").containsAll(m.files().keySet())) {
            throw new ManifestRejected(
                    file,
                    "files are " + m.files().keySet().stream().sorted().toList()
                            + ", engine upstream may have [tokenizer]");
        }
        urls(file, upstream.urls());
        if (!MODEL.matcher(upstream.model()).matches()) {
            throw new ManifestRejected(
                    file, "upstream.model is " + upstream.model() + ", allowed are 1 to 256 characters of ASCII");
        }
        range(file, "upstream.concurrency", upstream.concurrency(), CONCURRENCY_MAX);
        range(file, "upstream.timeout_seconds", upstream.timeoutSeconds(), TIMEOUT_SECONDS_MAX);
        keyFile(file, upstream.keyFile());
    }

    private static void urls(String file, List<String> urls) {
        if (urls.isEmpty() || urls.size() > URLS_MAX) {
            throw new ManifestRejected(
                    file, "upstream.urls has " + urls.size() + " entries, allowed are 1.." + URLS_MAX);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < urls.size(); i++) {
            String key = "upstream.urls[" + i + "]";
            if (!isBase(urls.get(i))) {
                throw new ManifestRejected(
                        file,
                        key + " is not a base URL, allowed is http:// or https:// with a host, without user, query and"
                                + " fragment, such as http://127.0.0.1:8000/v1");
            }
            if (!seen.add(urls.get(i))) {
                throw new ManifestRejected(file, key + " stands there twice");
            }
        }
    }

    // What was refused is not repeated in the error: it may hold a password.
    private static boolean isBase(String text) {
        if (text.length() > URL_CHARACTERS_MAX) {
            return false;
        }
        try {
            URI uri = new URI(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static void keyFile(String file, @Nullable String keyFile) {
        if (keyFile == null) {
            return;
        }
        try {
            if (Path.of(keyFile).isAbsolute()) {
                return;
            }
        } catch (InvalidPathException _) {
            // Said below.
        }
        throw new ManifestRejected(file, "upstream.key_file is " + keyFile + ", allowed is an absolute path");
    }

    private static void range(String file, String key, int value, int max) {
        if (value < 1 || value > max) {
            throw new ManifestRejected(file, key + " is " + value + ", allowed is 1.." + max);
        }
    }
}
