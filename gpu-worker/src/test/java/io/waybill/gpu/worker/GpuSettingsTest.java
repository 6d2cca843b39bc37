package io.waybill.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.gpu.llama.LlamaSettings;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.storage.object.S3Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuSettingsTest {

    @Test
    void hasDefaultsForAllButWhatItMustKnow() {
        GpuSettings settings = GpuSettings.of(new Properties(), required());

        assertThat(settings)
                .isEqualTo(new GpuSettings(
                        "localhost:7233",
                        "default",
                        new S3Settings(URI.create("http://localhost:9000"), "us-east-1", "waybill", "key", "secret"),
                        CatalogSettings.defaults(),
                        InferenceDevice.cpu,
                        "127.0.0.1",
                        0,
                        "sixteen-letters-long",
                        Runtime.getRuntime().availableProcessors(),
                        List.of(),
                        32,
                        0,
                        LlamaSettings.defaults(),
                        "127.0.0.1",
                        8081));
    }

    @Test
    void readsEveryKey(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "from a file\n");
        Map<String, String> environment = required();
        environment.remove("WAYBILL_S3_SECRET_KEY");
        environment.put("WAYBILL_S3_SECRET_KEY_FILE", secret.toString());
        environment.put("WAYBILL_TEMPORAL_NAMESPACE", "other");
        environment.put("WAYBILL_S3_REGION", "eu");
        environment.put("WAYBILL_S3_BUCKET", "bucket");
        environment.put("WAYBILL_MODELS_DIRECTORY", "/models");
        environment.put("WAYBILL_MODELS_MANIFESTS", "/a, /b");
        environment.put("WAYBILL_MODELS_ECHO", "true");
        environment.put("WAYBILL_INFERENCE_DEVICE", "gpu");
        environment.put("WAYBILL_INFERENCE_HOST", "0.0.0.0");
        environment.put("WAYBILL_INFERENCE_PORT", "1234");
        environment.put("WAYBILL_INFERENCE_THREADS", "3");
        environment.put("WAYBILL_INFERENCE_SLOTS", "4");
        environment.put("WAYBILL_INFERENCE_WATTS", "300");
        environment.put("WAYBILL_LLAMA_SLOTS", "5");
        environment.put("WAYBILL_LLAMA_THREADS", "6");
        environment.put("WAYBILL_MANAGEMENT_HOST", "0.0.0.0");
        environment.put("WAYBILL_MANAGEMENT_PORT", "-1");
        Properties properties = new Properties();
        properties.setProperty("waybill.inference.pools", "embed,echo");

        GpuSettings settings = GpuSettings.of(properties, environment);

        assertThat(settings)
                .isEqualTo(new GpuSettings(
                        "localhost:7233",
                        "other",
                        new S3Settings(URI.create("http://localhost:9000"), "eu", "bucket", "key", "from a file"),
                        new CatalogSettings(Path.of("/models"), List.of(Path.of("/a"), Path.of("/b")), true),
                        InferenceDevice.gpu,
                        "0.0.0.0",
                        1234,
                        "sixteen-letters-long",
                        3,
                        List.of("embed", "echo"),
                        4,
                        300,
                        new LlamaSettings(5, 6),
                        "0.0.0.0",
                        -1));
    }

    @Test
    void prefersAPropertyToTheEnvironment() {
        Properties properties = new Properties();
        properties.setProperty("waybill.temporal.address", "elsewhere:1");

        GpuSettings settings = GpuSettings.of(properties, required());

        assertThat(settings.temporalAddress()).isEqualTo("elsewhere:1");
    }

    @Test
    void namesWhatIsMissing() {
        Map<String, String> environment = required();
        environment.remove("WAYBILL_INFERENCE_TOKEN");

        assertThatThrownBy(() -> GpuSettings.of(new Properties(), environment))
                .isInstanceOf(SettingRejected.class)
                .hasMessageContaining("waybill.inference.token is not set")
                .hasMessageContaining("WAYBILL_INFERENCE_TOKEN_FILE");
    }

    @Test
    void namesWhatIsOutOfRange() {
        Map<String, String> environment = required();
        environment.put("WAYBILL_INFERENCE_THREADS", "0");

        assertThatThrownBy(() -> GpuSettings.of(new Properties(), environment))
                .isInstanceOf(SettingRejected.class)
                .hasMessage("waybill.inference.threads is 0, allowed are whole numbers 1..256");
    }

    @Test
    void hidesSecrets() {
        GpuSettings settings = GpuSettings.of(new Properties(), required());

        assertThat(settings.toString()).doesNotContain("sixteen").doesNotContain("secret");
    }

    private static Map<String, String> required() {
        return new HashMap<>(Map.of(
                "WAYBILL_TEMPORAL_ADDRESS", "localhost:7233",
                "WAYBILL_S3_ENDPOINT", "http://localhost:9000",
                "WAYBILL_S3_ACCESS_KEY", "key",
                "WAYBILL_S3_SECRET_KEY", "secret",
                "WAYBILL_INFERENCE_TOKEN", "sixteen-letters-long"));
    }
}
