package io.waybill.activities.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.Bound;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpSettingsTest {

    @Test
    void allowsNothingSpecialByDefault() {
        HttpSettings settings = Bound.to(HttpSettings.class, "waybill.http", Map.of());

        assertThat(settings).isEqualTo(new HttpSettings(List.of(), List.of(), List.of(443, 8443), null));
    }

    @Test
    void takesAll() {
        HttpSettings settings = Bound.to(
                HttpSettings.class,
                "waybill.http",
                Map.of(
                        "waybill.http.allowed-networks", "10.1.0.0/16,fd00::/8",
                        "waybill.http.refused-networks", "192.0.2.0/24",
                        "waybill.http.allowed-ports", "443,9443",
                        "waybill.http.trusted-certificates", "/etc/waybill/ca.pem"));

        assertThat(settings)
                .isEqualTo(new HttpSettings(
                        List.of("10.1.0.0/16", "fd00::/8"),
                        List.of("192.0.2.0/24"),
                        List.of(443, 9443),
                        Path.of("/etc/waybill/ca.pem")));
    }

    @Test
    void refusesAPortThatDoesNotExist() {
        assertThatThrownBy(() -> new HttpSettings(List.of(), List.of(), List.of(65_536), null))
                .hasMessageContaining("waybill.http.allowed-ports");
    }
}
