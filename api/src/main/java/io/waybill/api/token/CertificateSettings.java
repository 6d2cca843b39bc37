package io.waybill.api.token;

import io.waybill.activities.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How certificates of clients reach this listener. {@link #toString} hides the secret.
 *
 * @param mode exactly one way
 * @param proxySecret shared with the proxy, at least 32 characters; null where {@code proxySecretFile} has it, or in
 *     other modes
 * @param proxySecretFile null where {@code proxySecret} is set, or in other modes
 */
@ConfigurationProperties("waybill.certificate")
record CertificateSettings(
        @DefaultValue("off") Mode mode,
        @Nullable String proxySecret,
        @Nullable Path proxySecretFile) {

    private static final String NAME = "waybill.certificate.proxy-secret";
    private static final int SECRET_CHARS_MIN = 32;

    CertificateSettings {
        if (mode == Mode.PROXY) {
            proxySecret = Secrets.required(NAME, proxySecret, proxySecretFile);
            if (proxySecret.length() < SECRET_CHARS_MIN) {
                throw new IllegalArgumentException(NAME + " has " + proxySecret.length() + " characters, at least "
                        + SECRET_CHARS_MIN + " are needed");
            }
            proxySecretFile = null;
        }
    }

    Optional<byte[]> secret() {
        return Optional.ofNullable(proxySecret).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "CertificateSettings[mode=" + mode + "]";
    }

    /** Where a certificate comes from. */
    enum Mode {
        /** From nowhere: a header is not looked at. */
        OFF,
        /** From the TLS connection of the client itself; a header is not looked at. */
        NATIVE,
        /** From a header of a proxy that signs it. */
        PROXY,
        /** From a header of the client, which also proves that it has the key. */
        HEADER_POP
    }
}
