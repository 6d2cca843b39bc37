package io.waybill.api.token;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** Binds the settings of tokens. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({OAuthSettings.class, CertificateSettings.class})
class TokenConfiguration {}
