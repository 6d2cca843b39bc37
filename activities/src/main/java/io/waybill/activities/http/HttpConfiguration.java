package io.waybill.activities.http;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the one {@link SafeHttp}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpSettings.class)
class HttpConfiguration {

    @Bean
    SafeHttp safeHttp(HttpSettings settings) {
        return new ApacheSafeHttp(settings, NameLookup.SYSTEM, settings.trust());
    }
}
