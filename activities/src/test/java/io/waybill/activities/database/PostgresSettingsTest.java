package io.waybill.activities.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.Bound;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSettingsTest {

    private static final String URL = "jdbc:postgresql://db:5432/waybill";

    @Test
    void hasDefaults() {
        var settings = bind(Map.of(
                "waybill.postgres.url", URL, "waybill.postgres.user", "w", "waybill.postgres.password", "s3cret"));

        assertThat(settings.poolSize()).isEqualTo(16);
        assertThat(settings.owner()).isNull();
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @Test
    void bindsEveryKey(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "s3cret\n");
        var settings = bind(Map.of(
                "waybill.postgres.url",
                URL,
                "waybill.postgres.user",
                "w",
                "waybill.postgres.password-file",
                file.toString(),
                "waybill.postgres.owner.user",
                "o",
                "waybill.postgres.owner.password",
                "0wner",
                "waybill.postgres.pool-size",
                "5"));

        assertThat(settings)
                .isEqualTo(new PostgresSettings(
                        URL, "w", "s3cret", null, new PostgresSettings.Owner("o", "0wner", null), 5));
        assertThat(settings.toString()).doesNotContain("s3cret", "0wner");
    }

    @Test
    void saysWhichKeyIsWrong() {
        assertThatThrownBy(() -> bind(Map.of()))
                .hasRootCauseMessage("waybill.postgres.url must be jdbc:postgresql://host:port/database");
        assertThatThrownBy(() -> new PostgresSettings(URL, " ", "p", null, null, 5))
                .hasMessageContaining("waybill.postgres.user");
        assertThatThrownBy(() -> new PostgresSettings(URL, "w", null, null, null, 5))
                .hasMessageContaining("waybill.postgres.password");
        assertThatThrownBy(() -> new PostgresSettings(URL, "w", "p", null, null, 0))
                .hasMessageContaining("waybill.postgres.pool-size");
        assertThatThrownBy(
                        () -> new PostgresSettings(URL, "w", "p", null, new PostgresSettings.Owner("w", "p", null), 5))
                .hasMessageContaining("owns nothing");
        assertThatThrownBy(() -> new PostgresSettings.Owner("o", null, null))
                .hasMessageContaining("waybill.postgres.owner.password");
    }

    private static PostgresSettings bind(Map<String, String> settings) {
        return Bound.to(PostgresSettings.class, "waybill.postgres", settings);
    }
}
