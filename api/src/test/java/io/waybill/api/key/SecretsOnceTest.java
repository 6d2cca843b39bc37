package io.waybill.api.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that make a secret happen once for their idempotency key, and bring the same secret back. */
class SecretsOnceTest {

    private static final String ONCE = "Idempotency-Key";

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    private final Http client = API.client(0);
    private final String keyId = id(client.post("/v1/keys", "{}"), "id");
    private final String clientId = id(client.post("/v1/oauth/clients", "{\"name\":\"ingest\"}"), "client_id");

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/keys", "/v1/keys/{key}/rotate", "/v1/oauth/clients", "/v1/oauth/clients/{client}/rotate"})
    void answersTheSameSecretAgain(String route) {
        var path = path(route);

        var first = client.post(path, body(route), ONCE, "once");
        var second = client.post(path, body(route), ONCE, "once");
        var made = rows();
        var other = client.post(path, body(route), ONCE, "another");

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(secret(first)).isNotEmpty();
        assertThat(other.text()).doesNotContain(secret(first));
        if (!route.contains("{client}")) {
            assertThat(rows()).isEqualTo(made + (other.status() == 200 ? 1 : 0));
        }
    }

    @Test
    void refusesAnotherRequestUnderTheSameKey() {
        client.post("/v1/keys", "{\"name\":\"a\"}", ONCE, "once");

        var other = client.post("/v1/keys", "{\"name\":\"b\"}", ONCE, "once");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void makesOneKeyOfManyCallsAtATime() throws Exception {
        var before = rows();
        List<Callable<Http.Answer>> calls = IntStream.range(0, 16)
                .mapToObj(_ -> (Callable<Http.Answer>) () -> client.post("/v1/keys", "{}", ONCE, "crowd"))
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(calls).stream()
                    .map(done -> done.resultNow())
                    .toList();

            assertThat(answers).extracting(Http.Answer::status).contains(200).isSubsetOf(200, 409);
            assertThat(answers.stream()
                            .filter(answer -> answer.status() == 200)
                            .map(Http.Answer::text)
                            .distinct())
                    .hasSize(1);
        }
        assertThat(rows()).isEqualTo(before + 1);
    }

    @Test
    void makesNoSecretThatNobodySees() {
        var before = rows();
        API.database().execute("""
                CREATE FUNCTION lose_answer() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''lost''; END';
                CREATE TRIGGER lose_answer BEFORE UPDATE ON idempotent_answer
                    FOR EACH ROW WHEN (NEW.status IS NOT NULL) EXECUTE FUNCTION lose_answer();
                """);
        try {
            assertThat(client.post("/v1/keys", "{}", ONCE, "lost").status()).isGreaterThanOrEqualTo(500);
            assertThat(rows()).isEqualTo(before);
        } finally {
            API.database().execute("DROP TRIGGER lose_answer ON idempotent_answer; DROP FUNCTION lose_answer();");
        }

        var again = client.post("/v1/keys", "{}", ONCE, "lost");

        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(client.with(secret(again)).get("/v1/files").status()).isEqualTo(200);
        assertThat(rows()).isEqualTo(before + 1);
    }

    @Test
    void keepsNoSecretReadable() {
        var secret = secret(client.post("/v1/keys", "{}", ONCE, "sealed"));

        assertThat(API.count("SELECT count(*) FROM idempotent_answer WHERE body IS NOT NULL AND key = 'sealed'"))
                .isEqualTo(1);
        assertThat(API.count("SELECT count(*) FROM idempotent_answer WHERE position(convert_to('" + secret
                        + "', 'UTF8') IN body) > 0"))
                .isZero();
    }

    @Test
    void remembersRefusals() {
        var first = client.post("/v1/keys/0000000000/rotate", "{}", ONCE, "unknown");
        var second = client.post("/v1/keys/0000000000/rotate", "{}", ONCE, "unknown");

        assertThat(first.status()).isEqualTo(404);
        assertThat(second.status()).isEqualTo(404);
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    }

    private long rows() {
        return API.count("SELECT (SELECT count(*) FROM api_key) + (SELECT count(*) FROM oauth_client)");
    }

    private String path(String route) {
        return route.replace("{key}", keyId).replace("{client}", clientId);
    }

    private static String body(String route) {
        return route.endsWith("rotate") ? "{\"grace_days\":2}" : "{\"name\":\"made once\"}";
    }

    private static String secret(Http.Answer answer) {
        var json = answer.json();
        return json.has("key")
                ? json.get("key").asString()
                : json.path("client_secret").asString("");
    }

    private static String id(Http.Answer answer, String field) {
        return answer.json().get(field).asString();
    }
}
