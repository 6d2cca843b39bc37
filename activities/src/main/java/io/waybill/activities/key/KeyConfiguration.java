package io.waybill.activities.key;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** Binds the settings of keys. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({KeySettings.class, BootstrapSettings.class})
class KeyConfiguration {}
