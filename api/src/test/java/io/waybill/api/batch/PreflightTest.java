package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What preflight says, and what happens then. */
@Timeout(120)
class PreflightTest {

    private static final long PLENTY = 1_000_000_000;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);

    @Test
    void saysWhatThenHappens() {
        PLATFORM.ended(
                client,
                client.post("/v1/batches", Platform.tasks(300)).json().get("id").asString());
        var lines = new StringBuilder();
        for (var i = 0; i < 300; i++) {
            lines.append(i == 7 ? "not json\n" : Platform.line("item-" + (i == 9 ? 8 : i), "line " + i));
        }
        var body = fileBody(client.uploadLines(lines.toString()), ",\"on_invalid\":\"quarantine\"");

        var said = client.post("/v1/batches/preflight", body).json();
        var before = Instant.now();
        var batch = PLATFORM.ended(
                client, client.post("/v1/batches", body).json().get("id").asString());
        var took = Duration.between(before, Instant.now());

        assertThat(said.get("verdict").asString()).isEqualTo("accepted");
        assertThat(said.get("total")).isEqualTo(batch.get("total_tasks"));
        assertThat(said.get("invalid").asInt()).isEqualTo(2);
        assertThat(said.get("invalid")).isEqualTo(batch.get("failed_tasks"));
        assertThat(said.get("errors")).isEqualTo(batch.get("errors"));
        assertThat(said.get("models").get(0).get("items").asInt()).isEqualTo(298);
        var cost = batch.get("cost");
        assertThat(said.get("cost").get("high")).isEqualTo(cost.get("held"));
        assertThat(new BigDecimal(cost.get("captured").asString()))
                .isBetween(
                        new BigDecimal(said.get("cost").get("low").asString()),
                        new BigDecimal(said.get("cost").get("high").asString()));
        assertThat(said.get("balance").get("after").asString())
                .isEqualTo(PLATFORM.balance(client).get("available").asString());
        assertThat(said.get("duration").get("basis").asString()).isEqualTo("observed");
        assertThat(said.get("duration").get("seconds").asDouble())
                .as("took " + took)
                .isBetween(took.toMillis() / 5_000.0, took.toMillis() / 200.0);
        assertThat(said.get("duration").get("within_window").asBoolean()).isTrue();
    }

    @Test
    void saysWhatWouldBeRefused() {
        var poor = PLATFORM.api().client(Platform.ECHO_LOW_NANOS);
        var bad = "{\"tasks\":[{\"custom_id\":\"a\",\"model\":\"nothing\",\"request_body\":{\"input\":\"x\"}}]}";

        var tooLittle = poor.post("/v1/batches/preflight", Platform.tasks(2)).json();
        var invalid = poor.post("/v1/batches/preflight", bad).json();
        var created = poor.post("/v1/batches", bad);

        assertThat(tooLittle.get("verdict").asString()).isEqualTo("insufficient_funds");
        assertThat(tooLittle.get("balance").get("shortfall").asString()).isEqualTo("0.0005");
        assertThat(tooLittle.get("balance").get("after").isNull()).isTrue();
        var dear = Platform.tasks(3).replaceFirst("\\{", "{\"max_cost\":\"0.001\",");
        var tooDear = client.post("/v1/batches/preflight", dear).json();
        var refused = client.post("/v1/batches", dear);
        assertThat(tooDear.get("verdict").asString())
                .isEqualTo("max_cost_exceeded")
                .isEqualTo(refused.code());
        assertThat(tooDear.get("message")).isEqualTo(refused.error().get("message"));
        assertThat(invalid.get("verdict").asString()).isEqualTo(created.code());
        assertThat(invalid.get("message")).isEqualTo(created.error().get("message"));
        assertThat(invalid.get("errors").get("data")).isEqualTo(created.error().get("errors"));
    }

    @Test
    void saysWhatLimitsLeave() {
        var limited = PLATFORM.api().client(PLENTY);
        PLATFORM.api()
                .operator()
                .send(
                        "PUT",
                        "/v1/admin/accounts/" + limited.accountId() + "/limits",
                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{\"batch\":\"0.002\",\"monthly\":\"0.01\",\"reason\":\"test\"}"),
                        "Content-Type",
                        "application/json");

        var fits = limited.post("/v1/batches/preflight", Platform.tasks(3)).json();
        var over = limited.post("/v1/batches/preflight", Platform.tasks(5)).json();

        assertThat(fits.get("verdict").asString()).isEqualTo("accepted");
        assertThat(fits.get("quota").get("monthly_after").asString()).isEqualTo("0.0085");
        assertThat(over.get("verdict").asString()).isEqualTo("batch_limit_exceeded");
        assertThat(over.get("verdict").asString())
                .isEqualTo(limited.post("/v1/batches", Platform.tasks(5)).code());
    }

    @Test
    void answersABadBodyAsTheCreateCallDoes() {
        for (var body : new String[] {
            "{}",
            "{\"tasks\":[]}",
            "{\"tasks\":[],\"nothing\":1}",
            fileBody("file-" + "0".repeat(32), ""),
            "[1]",
            "{\"tasks\":"
        }) {
            var checked = client.post("/v1/batches/preflight", body);
            var created = client.post("/v1/batches", body);

            assertThat(checked.status()).as(body).isEqualTo(created.status());
            assertThat(checked.error()).as(body).isEqualTo(created.error());
        }
    }

    @Test
    void changesNoRowAndLeavesNoObject() throws Exception {
        var file = client.uploadLines(Platform.line("a", "one") + "not json\n");
        client.post("/v1/batches/preflight", Platform.tasks(1));
        var rows = rows();
        var objects = objects();

        var fromFile = client.post("/v1/batches/preflight", fileBody(file, ",\"on_invalid\":\"quarantine\""));
        var inline = client.post("/v1/batches/preflight", Platform.tasks(20), "Idempotency-Key", "p");

        assertThat(fromFile.status()).isEqualTo(200);
        assertThat(inline.status()).isEqualTo(200);
        assertThat(rows()).isEqualTo(rows);
        assertThat(objects()).isEqualTo(objects);
    }

    /** Each table's content, but for the requests that were counted. */
    private static Map<String, String> rows() throws SQLException {
        Map<String, String> contents = new TreeMap<>();
        try (var connection = PLATFORM.api().database().connect();
                var statement = connection.createStatement()) {
            var names = new ArrayList<String>();
            try (var tables = statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
                while (tables.next()) {
                    names.add(tables.getString(1));
                }
            }
            names.remove("rate_bucket");
            // What the log still takes of batches of the tests before.
            names.removeIf(name -> name.startsWith("log_") || name.equals("receipt_batch"));
            for (var name : names) {
                try (var content = statement.executeQuery(
                        "SELECT count(*) || ' ' || coalesce(md5(string_agg(CAST(t AS text), ',' ORDER BY CAST(t AS text))), '') FROM "
                                + name + " t")) {
                    content.next();
                    contents.put(name, content.getString(1));
                }
            }
        }
        assertThat(contents).containsKeys("batch", "batch_item", "balance", "idempotent_answer");
        return contents;
    }

    @SuppressWarnings("try") // close() says that it may be interrupted; nobody interrupts a test
    private static Set<String> objects() throws Exception {
        ApiServer api = PLATFORM.api();
        var found = new TreeSet<String>();
        try (var client = MinioClient.builder()
                .endpoint(api.setting("waybill.s3.endpoint"))
                .credentials(api.setting("waybill.s3.access-key"), api.setting("waybill.s3.secret-key"))
                .build()) {
            for (var object : client.listObjects(ListObjectsArgs.builder()
                    .bucket(api.setting("waybill.s3.bucket"))
                    .recursive(true)
                    .build())) {
                found.add(object.get().objectName());
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static String fileBody(String file, String more) {
        return "{\"input_file_id\":\"" + file + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\""
                + more + "}";
    }
}
