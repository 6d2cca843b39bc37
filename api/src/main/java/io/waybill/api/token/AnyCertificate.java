package io.waybill.api.token;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Lets every client's certificate through the handshake, in which TLS itself proves that the client has its key. That
 * says nothing about whose it is: {@link CertificateRules} does. It is made by the server, by name, and good for
 * nothing else: it trusts no server.
 */
public final class AnyCertificate implements X509TrustManager {

    /** Certificates on the way from a client's to an anchor, both included. */
    private static final int CHAIN_MAX = CertificatePath.BETWEEN_MAX + 2;

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        if (chain.length > CHAIN_MAX) {
            throw new CertificateException("more than " + CHAIN_MAX + " certificates");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new CertificateException("this trusts no server");
    }

    /** None is named to clients: they choose for themselves. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
