package io.waybill.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ConnectionTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void isReadAsItWasWrittenUnderTheDocumentedNames() throws Exception {
        var data = new DataDirectory(directory);
        var connection = connection();

        connection.write(data);

        assertThat(Connection.read(data)).contains(connection);
        JsonNode file = Json.MAPPER.readTree(Files.readString(data.connection()));
        assertThat(file.propertyNames())
                .containsExactlyInAnyOrder(
                        "base_url",
                        "api_key",
                        "admin_key",
                        "account_id",
                        "temporal_address",
                        "temporal_namespace",
                        "temporal_ui_url",
                        "postgres_jdbc_url",
                        "postgres_user",
                        "postgres_password",
                        "s3_endpoint",
                        "s3_bucket",
                        "s3_access_key",
                        "s3_secret_key",
                        "log_dir",
                        "management_urls",
                        "pids");
    }

    @Test
    void doesNotTellItsSecrets() {
        assertThat(connection().toString())
                .doesNotContain("key-of-account", "key-of-operator", "password", "s3-secret");
    }

    private static Connection connection() {
        return new Connection(
                "http://127.0.0.1:8080/v1",
                "key-of-account",
                "key-of-operator",
                "account",
                "127.0.0.1:7233",
                "default",
                "",
                "jdbc:postgresql://127.0.0.1:5432/waybill",
                "waybill",
                "password",
                "http://127.0.0.1:9000",
                "waybill",
                "s3-access",
                "s3-secret",
                "logs",
                Map.of("node", "http://127.0.0.1:8081"),
                Map.of("node", 7L));
    }
}
