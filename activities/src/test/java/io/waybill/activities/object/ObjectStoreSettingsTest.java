package io.waybill.activities.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.Bound;
import io.waybill.storage.object.S3Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreSettingsTest {

    @Test
    void hasDefaults() {
        var settings = bind(Map.of(
                "waybill.s3.endpoint", "http://s3:9000",
                "waybill.s3.access-key", "id",
                "waybill.s3.secret-key", "s3cret"));

        assertThat(settings.region()).isEqualTo("us-east-1");
        assertThat(settings.bucket()).isEqualTo("waybill");
        assertThat(settings.createBucket()).isTrue();
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @Test
    void bindsEveryKey(@TempDir Path directory) throws Exception {
        Path id = Files.writeString(directory.resolve("id"), "id\n");
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        var settings = bind(Map.of(
                "waybill.s3.endpoint", "https://s3.example.com",
                "waybill.s3.region", "eu-west-1",
                "waybill.s3.bucket", "b-1",
                "waybill.s3.access-key-file", id.toString(),
                "waybill.s3.secret-key-file", secret.toString(),
                "waybill.s3.create-bucket", "false"));

        assertThat(settings.createBucket()).isFalse();
        assertThat(settings.toS3Settings())
                .isEqualTo(new S3Settings(URI.create("https://s3.example.com"), "eu-west-1", "b-1", "id", "s3cret"));
    }

    @Test
    void saysWhichKeyIsWrong() {
        assertThatThrownBy(() -> bind(Map.of())).rootCause().hasMessageContaining("waybill.s3.endpoint");
        assertThatThrownBy(() -> bind(Map.of("waybill.s3.endpoint", "http://s3:9000")))
                .rootCause()
                .hasMessageContaining("waybill.s3.access-key");
    }

    private static ObjectStoreSettings bind(Map<String, String> settings) {
        return Bound.to(ObjectStoreSettings.class, "waybill.s3", settings);
    }
}
