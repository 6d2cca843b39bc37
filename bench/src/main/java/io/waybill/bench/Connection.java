package io.waybill.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What a running instance says of itself in {@code connection.json}; only what benches need. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Connection(
        @JsonProperty("base_url") String baseUrl,
        @JsonProperty("api_key") String apiKey,
        @JsonProperty("admin_key") String adminKey,
        @JsonProperty("account_id") String accountId,
        @JsonProperty("temporal_address") String temporalAddress,
        @JsonProperty("temporal_namespace") String temporalNamespace,
        @JsonProperty("postgres_jdbc_url") String postgresJdbcUrl,
        @JsonProperty("postgres_user") String postgresUser,
        @JsonProperty("postgres_password") String postgresPassword,
        @JsonProperty("s3_endpoint") String s3Endpoint,
        @JsonProperty("s3_bucket") String s3Bucket,
        @JsonProperty("s3_access_key") String s3AccessKey,
        @JsonProperty("s3_secret_key") String s3SecretKey,
        @JsonProperty("management_urls") Map<String, String> managementUrls,
        @JsonProperty("pids") Map<String, Long> pids) {

    Connection {
        requireNonNull(baseUrl, "base_url");
        requireNonNull(apiKey, "api_key");
        requireNonNull(temporalAddress, "temporal_address");
        managementUrls = Map.copyOf(managementUrls);
        pids = Map.copyOf(pids);
    }

    /** {@return what stands in {@code dataDirectory}} */
    static Connection read(Path dataDirectory) throws IOException {
        return new ObjectMapper()
                .readValue(dataDirectory.resolve("connection.json").toFile(), Connection.class);
    }

    /** {@return the same platform for another account} */
    Connection as(String account, String key) {
        return new Connection(
                baseUrl,
                key,
                adminKey,
                account,
                temporalAddress,
                temporalNamespace,
                postgresJdbcUrl,
                postgresUser,
                postgresPassword,
                s3Endpoint,
                s3Bucket,
                s3AccessKey,
                s3SecretKey,
                managementUrls,
                pids);
    }

    /** {@return the server without a path: {@code base_url} may end in {@code /v1}} */
    String server() {
        return baseUrl.endsWith("/v1") ? baseUrl.substring(0, baseUrl.length() - "/v1".length()) : baseUrl;
    }

    @Override
    public String toString() {
        return "Connection[" + baseUrl + "]";
    }
}
