package io.waybill.standalone.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * How to reach a running platform: {@code connection.json}. There only while it runs. {@link #toString} hides secrets.
 *
 * @param baseUrl of the HTTP API, as OpenAI's clients want it: with {@code /v1}
 * @param apiKey of an account with a starting balance
 * @param adminKey of the operator
 * @param temporalUiUrl empty where the server has no UI
 * @param logDir one file a process
 * @param managementUrls of the management port of each process of ours, by its name
 * @param pids by process name
 */
public record Connection(
        String baseUrl,
        String apiKey,
        String adminKey,
        String accountId,
        String temporalAddress,
        String temporalNamespace,
        String temporalUiUrl,
        String postgresJdbcUrl,
        String postgresUser,
        String postgresPassword,
        String s3Endpoint,
        String s3Bucket,
        String s3AccessKey,
        String s3SecretKey,
        String logDir,
        Map<String, String> managementUrls,
        Map<String, Long> pids) {

    /** Checks that what must be there is. */
    public Connection {
        requireNonNull(baseUrl, "base_url");
        requireNonNull(apiKey, "api_key");
        requireNonNull(adminKey, "admin_key");
        requireNonNull(accountId, "account_id");
        requireNonNull(temporalAddress, "temporal_address");
        requireNonNull(temporalNamespace, "temporal_namespace");
        requireNonNull(temporalUiUrl, "temporal_ui_url");
        requireNonNull(postgresJdbcUrl, "postgres_jdbc_url");
        requireNonNull(postgresUser, "postgres_user");
        requireNonNull(postgresPassword, "postgres_password");
        requireNonNull(s3Endpoint, "s3_endpoint");
        requireNonNull(s3Bucket, "s3_bucket");
        requireNonNull(s3AccessKey, "s3_access_key");
        requireNonNull(s3SecretKey, "s3_secret_key");
        requireNonNull(logDir, "log_dir");
        managementUrls = Collections.unmodifiableMap(new TreeMap<>(managementUrls));
        pids = Map.copyOf(pids);
    }

    /** {@return the connection of the platform that runs on {@code data}, or empty where none is ready} */
    public static Optional<Connection> read(DataDirectory data) throws IOException {
        if (!Files.exists(data.connection())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readString(data.connection()), Connection.class));
        } catch (JacksonException e) {
            throw new IOException(data.connection() + " cannot be read; ./waybill down and up writes it anew", e);
        }
    }

    /** Replaces the file, readable by its owner alone. */
    public void write(DataDirectory data) throws IOException {
        OwnerOnly.write(data.connection(), Json.MAPPER.writeValueAsString(this) + "\n");
    }

    /** {@return the same with other process ids} */
    public Connection withPids(Map<String, Long> others) {
        return new Connection(
                baseUrl,
                apiKey,
                adminKey,
                accountId,
                temporalAddress,
                temporalNamespace,
                temporalUiUrl,
                postgresJdbcUrl,
                postgresUser,
                postgresPassword,
                s3Endpoint,
                s3Bucket,
                s3AccessKey,
                s3SecretKey,
                logDir,
                managementUrls,
                others);
    }

    @Override
    public String toString() {
        return "Connection[baseUrl=" + baseUrl + ", accountId=" + accountId + "]";
    }
}
