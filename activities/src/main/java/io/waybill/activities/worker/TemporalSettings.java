package io.waybill.activities.worker;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Temporal is.
 *
 * @param address host and port of its frontend
 */
@ConfigurationProperties("waybill.temporal")
record TemporalSettings(
        @DefaultValue("127.0.0.1:7233") String address,
        @DefaultValue("default") String namespace) {

    TemporalSettings {
        if (address.isBlank() || namespace.isBlank()) {
            throw new IllegalArgumentException("waybill.temporal.address and waybill.temporal.namespace must be set");
        }
    }
}
