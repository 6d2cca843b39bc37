package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/** The page that checks packs in a browser: one file, which asks nobody for anything. */
public final class VerifyPage {

    private static final String HTML = read();

    private VerifyPage() {}

    /** {@return the page} */
    public static String html() {
        return HTML;
    }

    /** {@return the policy to serve it with: this script and this style by their hashes, and nothing from anywhere} */
    public static String contentSecurityPolicy() {
        return "default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                .formatted(hash("script"), hash("style"));
    }

    private static String hash(String element) {
        int start = HTML.indexOf("<" + element + ">") + element.length() + 2;
        int end = HTML.indexOf("</" + element + ">", start);
        byte[] content = HTML.substring(start, end).getBytes(UTF_8);
        return "sha256-"
                + Base64.getEncoder().encodeToString(PackFormat.sha256().digest(content));
    }

    private static String read() {
        try (InputStream in = VerifyPage.class.getResourceAsStream("verify.html")) {
            if (in == null) {
                throw new IllegalStateException("verify.html is not beside this class");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
