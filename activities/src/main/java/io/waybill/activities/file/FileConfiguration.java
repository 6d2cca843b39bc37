package io.waybill.activities.file;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** Binds the settings of files. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({FileSettings.class, KeptFor.class})
class FileConfiguration {}
