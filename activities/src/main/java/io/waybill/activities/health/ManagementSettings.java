package io.waybill.activities.health;

import io.waybill.telemetry.ManagementPort;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where operators ask this process.
 *
 * @param host a name or address of this machine; the port asks nobody who he is, so never a public one
 * @param port 1..65535, 0 for a free one, -1 for none
 */
@ConfigurationProperties("waybill.management")
record ManagementSettings(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("" + ManagementPort.DEFAULT_PORT) int port) {

    private static final int PORT_MAX = 65_535;

    ManagementSettings {
        if (port < ManagementPort.NONE || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "waybill.management.port is " + port + ", allowed are 0.." + PORT_MAX + ", or -1 for none");
        }
    }
}
