package io.waybill.activities.catalog;

import io.waybill.models.catalog.ModelCatalog;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the manifests. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelSettings.class)
class CatalogConfiguration {

    @Bean
    ModelCatalog modelCatalog(ModelSettings settings) {
        return ModelCatalog.load(settings.toCatalogSettings());
    }
}
