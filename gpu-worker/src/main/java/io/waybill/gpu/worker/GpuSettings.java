package io.waybill.gpu.worker;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.llama.LlamaSettings;
import io.waybill.gpu.model.InferenceDevice;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.storage.object.S3Settings;
import io.waybill.telemetry.ManagementPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * All settings of the process. {@link #toString} hides the secrets.
 *
 * @param temporalAddress host:port
 * @param temporalNamespace namespace of the queues
 * @param models where manifests and files are
 * @param device what models run on
 * @param host address of the internal port
 * @param port of the internal port; 0 for a free one
 * @param token that callers of the internal port must send, at least 16 characters
 * @param threads callers of each model, 1..256
 * @param pools whose queues are served; empty for those of all installed models
 * @param slots activities at a time at most, 1..512; fewer run while they have many items
 * @param watts what the device draws while it works, 0..100000; 0 where it is not known
 * @param llama slots and threads of GGUF models
 * @param managementHost address of the management port of a process of its own
 * @param managementPort 0 for a free one, -1 for none
 */
public record GpuSettings(
        String temporalAddress,
        String temporalNamespace,
        S3Settings s3,
        CatalogSettings models,
        InferenceDevice device,
        String host,
        int port,
        String token,
        int threads,
        List<String> pools,
        int slots,
        double watts,
        LlamaSettings llama,
        String managementHost,
        int managementPort) {

    /** So many one-item activities fill a batch on each of many cores and the next one. */
    public static final int SLOTS = 32;

    private static final int TOKEN_CHARACTERS_MIN = 16;

    private static final int THREADS_MAX = 256;

    private static final int SLOTS_MAX = 512;

    private static final int WATTS_MAX = 100_000;

    private static final int PORT_MAX = 65_535;

    /** Checks ranges. */
    public GpuSettings {
        requireNonNull(temporalAddress, "temporalAddress");
        requireNonNull(temporalNamespace, "temporalNamespace");
        requireNonNull(s3, "s3");
        requireNonNull(models, "models");
        requireNonNull(device, "device");
        requireNonNull(host, "host");
        requireNonNull(token, "token");
        requireNonNull(llama, "llama");
        requireNonNull(managementHost, "managementHost");
        pools = List.copyOf(pools);
        if (token.length() < TOKEN_CHARACTERS_MIN) {
            throw new SettingRejected("waybill.inference.token has " + token.length()
                    + " characters, allowed are at least " + TOKEN_CHARACTERS_MIN);
        }
    }

    /**
     * Reads the settings of this process: system properties, environment variables, files.
     *
     * @throws SettingRejected where one is missing or not allowed
     */
    public static GpuSettings load() {
        return of(System.getProperties(), System.getenv());
    }

    /**
     * Reads settings: {@code waybill.a.b} as a property or {@code WAYBILL_A_B} in the environment.
     *
     * @throws SettingRejected where one is missing or not allowed
     */
    public static GpuSettings of(Properties properties, Map<String, String> environment) {
        SettingSource source = new SettingSource(properties, environment);
        return new GpuSettings(
                source.require("waybill.temporal.address"),
                source.find("waybill.temporal.namespace").orElse("default"),
                new S3Settings(
                        uri(source),
                        source.find("waybill.s3.region").orElse("us-east-1"),
                        source.find("waybill.s3.bucket").orElse("waybill"),
                        source.require("waybill.s3.access-key"),
                        source.require("waybill.s3.secret-key")),
                new CatalogSettings(
                        source.find("waybill.models.directory")
                                .map(Path::of)
                                .orElseGet(CatalogSettings::defaultModelsDirectory),
                        list(source, "waybill.models.manifests").stream()
                                .map(Path::of)
                                .toList(),
                        source.flag("waybill.models.echo")),
                device(source),
                source.find("waybill.inference.host").orElse("127.0.0.1"),
                source.integer("waybill.inference.port", 0, 0, PORT_MAX),
                source.require("waybill.inference.token"),
                source.integer("waybill.inference.threads", Runtime.getRuntime().availableProcessors(), 1, THREADS_MAX),
                list(source, "waybill.inference.pools"),
                source.integer("waybill.inference.slots", SLOTS, 1, SLOTS_MAX),
                source.integer("waybill.inference.watts", 0, 0, WATTS_MAX),
                new LlamaSettings(
                        source.integer("waybill.llama.slots", LlamaSettings.SLOTS, 1, LlamaSettings.SLOTS_MAX),
                        source.integer(
                                "waybill.llama.threads",
                                LlamaSettings.defaults().threads(),
                                1,
                                LlamaSettings.THREADS_MAX)),
                source.find("waybill.management.host").orElse("127.0.0.1"),
                source.integer("waybill.management.port", ManagementPort.DEFAULT_PORT, ManagementPort.NONE, PORT_MAX));
    }

    private static URI uri(SettingSource source) {
        String text = source.require("waybill.s3.endpoint");
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new SettingRejected("waybill.s3.endpoint is " + text + ", allowed is a URL");
        }
    }

    private static InferenceDevice device(SettingSource source) {
        String text = source.find("waybill.inference.device").orElse("cpu");
        return Arrays.stream(InferenceDevice.values())
                .filter(device -> device.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new SettingRejected("waybill.inference.device is " + text + ", allowed are "
                        + Arrays.toString(InferenceDevice.values())));
    }

    private static List<String> list(SettingSource source, String name) {
        return source.find(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return "GpuSettings[temporal=" + temporalAddress + ", s3=" + s3 + ", models=" + models + ", device=" + device
                + ", host=" + host + ", port=" + port + ", threads=" + threads + ", pools=" + pools + ", slots=" + slots
                + "]";
    }
}
