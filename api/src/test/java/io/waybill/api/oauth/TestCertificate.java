package io.waybill.api.oauth;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A self-signed certificate with its key, made by the JDK's keytool. */
record TestCertificate(X509Certificate certificate, RSAKey key) {

    private static final String PASSWORD = "changeit";

    TestCertificate {
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
    }

    static TestCertificate create(String... more) {
        try {
            Path directory = Files.createTempDirectory("certificate");
            Path file = directory.resolve("store.p12");
            var command = new java.util.ArrayList<>(java.util.List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "client",
                    "-keyalg",
                    "RSA",
                    "-dname",
                    "CN=client",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    file.toString()));
            command.addAll(java.util.List.of(more));
            var process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            var store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            Files.delete(file);
            Files.delete(directory);
            var certificate = (X509Certificate) store.getCertificate("client");
            var key = new RSAKey.Builder((RSAPublicKey) certificate.getPublicKey())
                    .privateKey((RSAPrivateKey) store.getKey("client", PASSWORD.toCharArray()))
                    .build();
            return new TestCertificate(certificate, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der()) + "\n-----END CERTIFICATE-----\n";
    }

    /** {@return what {@code base64 -w 0 client.crt} prints} */
    String header() {
        return Base64.getEncoder().encodeToString(pem().getBytes(StandardCharsets.US_ASCII));
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String clientBody() {
        return "{\"name\":\"bank\",\"token_endpoint_auth_method\":\"self_signed_tls_client_auth\",\"certificates\":[\""
                + pem().replace("\n", "\\n") + "\"]}";
    }

    String proof(String method, String url, String token, Consumer<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .claim("htm", method)
                .claim("htu", url)
                .claim("ath", hash(token))
                .issueTime(Date.from(Instant.now()))
                .jwtID(UUID.randomUUID().toString());
        change.accept(claims);
        return TestClient.sign(key, "dpop+jwt", claims.build());
    }

    private static String hash(String token) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
