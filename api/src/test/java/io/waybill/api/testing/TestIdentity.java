package io.waybill.api.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate with its key, and the authorities between it and its root. */
public record TestIdentity(List<X509Certificate> chain, PrivateKey key) {

    /** Password of its key store. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "identity";

    /** Copies the chain. */
    public TestIdentity {
        chain = List.copyOf(chain);
        requireNonNull(key, "key");
    }

    /** {@return its own certificate} */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** {@return its own certificate as PEM} */
    public String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der()) + "\n-----END CERTIFICATE-----\n";
    }

    /** {@return the PEM as a string of JSON, without quotes} */
    public String jsonPem() {
        return pem().replace("\n", "\\n");
    }

    /** {@return what {@code base64 -w 0} prints of the DER} */
    public String header() {
        return Base64.getEncoder().encodeToString(der());
    }

    /** {@return a PKCS #12 file with certificate and key, made in {@code directory}} */
    public Path store(Path directory) {
        var file = directory.resolve("identity.p12");
        try (var out = Files.newOutputStream(file)) {
            store().store(out, PASSWORD.toCharArray());
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return what a client speaks TLS with; {@code own} is null for one without a certificate} */
    public static SSLContext client(X509Certificate trusted, @Nullable TestIdentity own) {
        try {
            var authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry("trusted", trusted);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(authorities);
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own == null ? null : own.store(), PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
        return store;
    }

    private byte[] der() {
        try {
            return certificate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
