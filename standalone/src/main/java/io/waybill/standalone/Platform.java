package io.waybill.standalone;

import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.Ports;
import io.waybill.standalone.data.Secrets;
import io.waybill.standalone.part.ApplicationPart;
import io.waybill.standalone.part.InMemoryTemporalPart;
import io.waybill.standalone.part.Installation;
import io.waybill.standalone.part.ObjectStorePart;
import io.waybill.standalone.part.Part;
import io.waybill.standalone.part.PostgresPart;
import io.waybill.standalone.part.TemporalPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The parts of one platform and the settings that join them. A part that the environment names, such as by
 * {@code WAYBILL_POSTGRES_URL}, is used where it is and not started.
 *
 * @param foundations what the application needs; they start side by side
 */
record Platform(List<Part> foundations, ApplicationPart application, Connection connection) {

    private static final int API_PORT = 8080;
    private static final int TEMPORAL_PORT = 7233;
    private static final int TEMPORAL_UI_PORT = 8233;
    private static final int POSTGRES_PORT = 15_432;
    private static final int OBJECTS_PORT = 9_000;
    private static final int INFERENCE_PORT = 8_090;
    private static final int MANAGEMENT_PORT = 8_081;
    private static final String NAMESPACE = "default";

    Platform {
        foundations = List.copyOf(foundations);
    }

    /** Puts the parts together, starting none. */
    static Platform plan(UpOptions options, Installation installation, Ports ports, Runnable onChange)
            throws IOException {
        DataDirectory data = options.data();
        var secrets = new Secrets(data);
        var foundations = new ArrayList<Part>();
        int apiPort = ports.choose("api", options.port(), API_PORT);

        String postgresUrl = given("WAYBILL_POSTGRES_URL").orElse("");
        String postgresUser = given("WAYBILL_POSTGRES_USER").orElse(PostgresPart.LOGIN);
        String postgresPassword = given("WAYBILL_POSTGRES_PASSWORD").orElse("");
        String ownerUser = given("WAYBILL_POSTGRES_OWNER_USER").orElse("");
        String ownerPassword = given("WAYBILL_POSTGRES_OWNER_PASSWORD").orElse("");
        if (postgresUrl.isEmpty()) {
            postgresUser = PostgresPart.LOGIN;
            postgresPassword = secrets.hex("postgres-login-password");
            ownerUser = PostgresPart.OWNER;
            ownerPassword = secrets.hex("postgres-password");
            int port = ports.choose("postgres", 0, POSTGRES_PORT);
            Path programs = Installation.cache().resolve("postgres");
            var postgres = new PostgresPart(data, programs, port, ownerPassword, postgresPassword, onChange);
            postgresUrl = postgres.jdbcUrl();
            foundations.add(postgres);
        }

        String endpoint = given("WAYBILL_S3_ENDPOINT").orElse("");
        String accessKey = given("WAYBILL_S3_ACCESS_KEY").orElse("");
        String secretKey = given("WAYBILL_S3_SECRET_KEY").orElse("");
        String bucket = given("WAYBILL_S3_BUCKET").orElse(ObjectStorePart.BUCKET);
        if (endpoint.isEmpty()) {
            accessKey = secrets.hex("s3-access-key");
            secretKey = secrets.hex("s3-secret-key");
            bucket = ObjectStorePart.BUCKET;
            int port = ports.choose("s3", 0, OBJECTS_PORT);
            var objects = new ObjectStorePart(data, port, accessKey, secretKey);
            endpoint = objects.endpoint().toString();
            foundations.add(objects);
        }

        String temporalAddress = options.temporal();
        String temporalUi = given("WAYBILL_TEMPORAL_UI_URL").orElse("");
        if (!options.isTemporalExternal()) {
            int port = ports.choose("temporal", 0, TEMPORAL_PORT);
            temporalAddress = "127.0.0.1:" + port;
            if (options.temporal().equals(UpOptions.IN_MEMORY)) {
                foundations.add(new InMemoryTemporalPart(port));
                temporalUi = "";
            } else {
                int uiPort = ports.choose("temporal-ui", options.temporalUiPort(), TEMPORAL_UI_PORT);
                temporalUi = "http://127.0.0.1:" + uiPort;
                foundations.add(new TemporalPart(data, installation.home(), port, uiPort, onChange));
            }
        }

        int inferencePort = ports.choose("inference", 0, INFERENCE_PORT);
        var managementPorts = new LinkedHashMap<String, Integer>();
        for (String process : ApplicationPart.processNames(options.split())) {
            managementPorts.put(process, ports.choose("management-" + process, 0, MANAGEMENT_PORT));
        }
        ports.save();
        var connection = new Connection(
                "http://127.0.0.1:" + apiPort + "/v1",
                "",
                AdminKey.of(secrets),
                "",
                temporalAddress,
                given("WAYBILL_TEMPORAL_NAMESPACE").orElse(NAMESPACE),
                temporalUi,
                postgresUrl,
                postgresUser,
                postgresPassword,
                endpoint,
                bucket,
                accessKey,
                secretKey,
                data.logs().toString(),
                urls(managementPorts),
                Map.of());
        var environment = environment(options, connection, secrets, apiPort, inferencePort);
        var migrating = new LinkedHashMap<String, String>();
        if (!ownerUser.isEmpty()) {
            migrating.put("WAYBILL_POSTGRES_OWNER_USER", ownerUser);
            migrating.put("WAYBILL_POSTGRES_OWNER_PASSWORD", ownerPassword);
        }
        var application = new ApplicationPart(
                installation,
                data,
                options.split(),
                environment,
                migrating,
                apiPort,
                inferencePort,
                managementPorts,
                onChange);
        return new Platform(foundations, application, connection);
    }

    /** {@return all parts, the application last} */
    List<Part> parts() {
        var parts = new ArrayList<>(foundations);
        parts.add(application);
        return parts;
    }

    private static Map<String, String> environment(
            UpOptions options, Connection connection, Secrets secrets, int apiPort, int inferencePort)
            throws IOException {
        var environment = new LinkedHashMap<String, String>();
        environment.put("SERVER_PORT", Integer.toString(apiPort));
        environment.put("WAYBILL_POSTGRES_URL", connection.postgresJdbcUrl());
        environment.put("WAYBILL_POSTGRES_USER", connection.postgresUser());
        environment.put("WAYBILL_POSTGRES_PASSWORD", connection.postgresPassword());
        environment.put("WAYBILL_S3_ENDPOINT", connection.s3Endpoint());
        environment.put("WAYBILL_S3_REGION", given("WAYBILL_S3_REGION").orElse(ObjectStorePart.REGION));
        environment.put("WAYBILL_S3_BUCKET", connection.s3Bucket());
        environment.put("WAYBILL_S3_ACCESS_KEY", connection.s3AccessKey());
        environment.put("WAYBILL_S3_SECRET_KEY", connection.s3SecretKey());
        environment.put("WAYBILL_TEMPORAL_ADDRESS", connection.temporalAddress());
        environment.put("WAYBILL_TEMPORAL_NAMESPACE", connection.temporalNamespace());
        // The second is the same key as Spring binds it from an environment that has no dashes.
        environment.put("WAYBILL_TEMPORAL_UI_URL", connection.temporalUiUrl());
        environment.put("WAYBILL_TEMPORAL_UIURL", connection.temporalUiUrl());
        environment.put(
                "WAYBILL_MODELS_DIRECTORY",
                given("WAYBILL_MODELS_DIRECTORY")
                        .orElse(Installation.cache().resolve("models").toString()));
        String manifests = Models.settings().manifestDirectories().stream()
                .map(it -> it.toAbsolutePath().toString())
                .collect(Collectors.joining(","));
        if (!manifests.isEmpty()) {
            environment.put("WAYBILL_MODELS_MANIFESTS", manifests);
        }
        environment.put("WAYBILL_MODELS_ECHO", Boolean.toString(options.echo()));
        environment.put("WAYBILL_INFERENCE_PORT", Integer.toString(inferencePort));
        environment.put("WAYBILL_INFERENCE_URLS", "http://127.0.0.1:" + inferencePort);
        environment.put("WAYBILL_INFERENCE_TOKEN", secrets.hex("inference-token"));
        if (!options.allowedNetworks().isEmpty()) {
            environment.put("WAYBILL_HTTP_ALLOWEDNETWORKS", String.join(",", options.allowedNetworks()));
        }
        environment.put("WAYBILL_KEY_PEPPER", secrets.hex("key-pepper"));
        environment.put("WAYBILL_SECRET_KEY", secrets.hex("secret-key"));
        environment.put("WAYBILL_BOOTSTRAP_ADMIN_KEY", connection.adminKey());
        environment.put("WAYBILL_WORKER_ENABLED", Boolean.toString(!options.split()));
        // A stop has twenty seconds in all.
        environment.put("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "10s");
        return environment;
    }

    private static Map<String, String> urls(Map<String, Integer> ports) {
        var urls = new LinkedHashMap<String, String>();
        ports.forEach((process, port) -> urls.put(process, "http://127.0.0.1:" + port));
        return urls;
    }

    private static Optional<String> given(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(it -> !it.isBlank());
    }
}
