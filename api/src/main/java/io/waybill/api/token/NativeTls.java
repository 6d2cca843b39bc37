package io.waybill.api.token;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ClientAuth;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets the TLS listener take certificates of clients, where {@code waybill.certificate.mode} is {@code native}. */
@Configuration(proxyBeanMethods = false)
class NativeTls {

    /**
     * Without a trust store, each certificate passes the handshake if the client has its key: whose it is, the
     * platform's own lists say, account by account.
     */
    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> certificatesOfClients(
            CertificateSettings settings, ServerProperties server) {
        if (settings.mode() != CertificateSettings.Mode.NATIVE) {
            return _ -> {};
        }
        var ssl = server.getSsl();
        if (ssl == null
                || !Ssl.isEnabled(ssl)
                || ssl.getClientAuth() == null
                || ssl.getClientAuth() == ClientAuth.NONE) {
            throw new IllegalArgumentException(
                    "waybill.certificate.mode is native, so TLS must be on (server.ssl.*) and server.ssl.client-auth"
                            + " must be want or need");
        }
        if (ssl.getBundle() != null || ssl.getTrustStore() != null || ssl.getTrustCertificate() != null) {
            return _ -> {}; // the operator says who may connect at all
        }
        return factory -> factory.addConnectorCustomizers(connector -> {
            for (var host : connector.findSslHostConfigs()) {
                host.setTrustManagerClassName(AnyCertificate.class.getName());
            }
        });
    }
}
