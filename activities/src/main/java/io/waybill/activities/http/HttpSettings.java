package io.waybill.activities.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where requests to addresses that clients name may go.
 *
 * @param allowedNetworks CIDR blocks that may be called although they are private; there, plain http and any port too
 * @param refusedNetworks CIDR blocks that are never called, whatever else allows them
 * @param allowedPorts of https to all other addresses
 * @param trustedCertificates PEM file of authorities that receivers may have a certificate of, besides those of the
 *     Java platform; null for none
 */
@ConfigurationProperties("waybill.http")
record HttpSettings(
        @DefaultValue List<String> allowedNetworks,
        @DefaultValue List<String> refusedNetworks,
        @DefaultValue({"443", "8443"}) List<Integer> allowedPorts,
        @Nullable Path trustedCertificates) {

    private static final int PORT_MAX = 65_535;

    HttpSettings {
        allowedNetworks = List.copyOf(allowedNetworks);
        refusedNetworks = List.copyOf(refusedNetworks);
        allowedPorts = List.copyOf(allowedPorts);
        Networks.parse("waybill.http.allowed-networks", allowedNetworks);
        Networks.parse("waybill.http.refused-networks", refusedNetworks);
        for (int port : allowedPorts) {
            if (port < 1 || port > PORT_MAX) {
                throw new IllegalArgumentException(
                        "waybill.http.allowed-ports has " + port + ", allowed are 1.." + PORT_MAX);
            }
        }
    }

    /** {@return the platform's authorities and those of {@link #trustedCertificates}} */
    SSLContext trust() {
        try {
            var context = SSLContext.getInstance("TLS");
            if (trustedCertificates == null) {
                context.init(null, null, null);
                return context;
            }
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            List<Certificate> anchors = new ArrayList<>(platform());
            try (InputStream pem = Files.newInputStream(trustedCertificates)) {
                anchors.addAll(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            }
            for (int i = 0; i < anchors.size(); i++) {
                all.setCertificateEntry("anchor-" + i, anchors.get(i));
            }
            context.init(null, managers(all).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "cannot read waybill.http.trusted-certificates " + trustedCertificates, e);
        }
    }

    private static List<Certificate> platform() throws GeneralSecurityException {
        return Arrays.stream(managers(null).getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.<Certificate>of(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static TrustManagerFactory managers(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
