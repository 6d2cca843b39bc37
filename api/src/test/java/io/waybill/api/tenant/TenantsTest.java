package io.waybill.api.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.caller.Routes;
import io.waybill.api.caller.Routes.Access;
import io.waybill.api.caller.Routes.Route;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.Http.Answer;
import io.waybill.api.testing.Platform;
import io.waybill.api.testing.TestAuthority;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.ibatis.session.SqlSessionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing of account A is to be seen or touched by account B: what is A's is answered as what does not exist. */
@Timeout(120)
class TenantsTest {

    private static final long PLENTY = 1_000_000_000;
    private static final String UNKNOWN_UUID = "0198c0ffee007000a0000000000000ff";

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    /** By the part of a path before the id: what A has there, and what nobody has. */
    private static final Map<String, List<String>> IDS = new TreeMap<>();

    private static Http a = nobody();
    private static Http b = nobody();
    private static String fileId = "";
    private static String batchId = "";
    private static String keyId = "";

    @BeforeAll
    static void makeEverything() {
        a = PLATFORM.api().client(PLENTY);
        b = PLATFORM.api().client(PLENTY);
        fileId = a.uploadLines(Platform.line("secret-of-a", "text of a"));
        batchId = a.post(
                        "/v1/batches",
                        "{\"input_file_id\":\"" + fileId
                                + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}")
                .json()
                .get("id")
                .asString();
        PLATFORM.ended(a, batchId);
        a.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");
        keyId = a.post("/v1/keys", "{\"name\":\"key-of-a\",\"scopes\":[\"batch:read\"]}")
                .json()
                .get("id")
                .asString();
        var clientId = a.post(
                        "/v1/oauth/clients",
                        "{\"name\":\"client-of-a\",\"scopes\":[\"batch:read\"],"
                                + "\"token_endpoint_auth_method\":\"client_secret_basic\"}")
                .json()
                .get("client_id")
                .asString();
        IDS.put("/v1/oauth/clients/", List.of(clientId, "wbc_" + "0".repeat(20)));
        var anchorId = a.post(
                        "/v1/oauth/trust-anchors",
                        "{\"name\":\"anchor-of-a\",\"certificate\":\""
                                + TestAuthority.root("CN=anchor-of-a").own().jsonPem() + "\"}")
                .json()
                .get("id")
                .asString();
        IDS.put("/v1/oauth/trust-anchors/", List.of(anchorId, "0198c0ff-ee00-7000-a000-0000000000ff"));
        var webhookId = a.post("/v1/webhooks", "{\"url\":\"https://1.1.1.1/hook-of-a\"}")
                .json()
                .get("id")
                .asString();
        IDS.put("/v1/webhooks/", List.of(webhookId, "we_" + UNKNOWN_UUID));
        var receiptId = a.post("/v1/vaas", "{\"input_text\":\"of a\",\"output_text\":\"of a\",\"model_id\":\"m\"}")
                .json()
                .get("audit_id")
                .asString();
        IDS.put("/v1/vaas/", List.of(receiptId, "0198c0ff-ee00-7000-a000-0000000000ff"));
        IDS.put("/v1/files/", List.of(fileId, "file-" + UNKNOWN_UUID));
        IDS.put("/v1/batches/", List.of(batchId, "batch_" + UNKNOWN_UUID));
        IDS.put("/v1/keys/", List.of(keyId, "0".repeat(keyId.length())));
        IDS.put("/v1/admin/accounts/", List.of(a.accountId().toString(), "0198c0ff-ee00-7000-a000-0000000000ff"));
    }

    @Test
    void whatIsAnothersIsAnsweredAsWhatDoesNotExist() {
        var replayed = 0;
        for (var route : closed()) {
            if (!route.pattern().contains("{id}")) {
                continue;
            }
            var ids = idsOf(route);

            var foreign = call(b, route, ids.get(0));
            var unknown = call(b, route, ids.get(1));

            assertThat(foreign.status()).as(route.toString()).isIn(403, 404);
            assertThat(foreign.status()).as(route.toString()).isEqualTo(unknown.status());
            assertThat(plain(foreign, ids.get(0))).as(route.toString()).isEqualTo(plain(unknown, ids.get(1)));
            assertThat(headers(foreign)).as(route.toString()).isEqualTo(headers(unknown));
            replayed++;
        }
        assertThat(replayed).isGreaterThanOrEqualTo(10);
        assertThat(a.get("/v1/files/" + fileId).status()).isEqualTo(200);
        assertThat(a.get("/v1/batches/" + batchId).status()).isEqualTo(200);
        assertThat(a.get("/v1/keys").text()).contains(keyId);
    }

    /** So the time an answer takes does not tell either: it is spent in these statements. */
    @Test
    void whatIsAnothersTakesTheStatementsOfWhatDoesNotExist() {
        var statements = new TenantStatements();
        statements.record(PLATFORM.api().bean(SqlSessionFactory.class));
        var compared = 0;
        for (var route : closed()) {
            if (!route.pattern().contains("{id}")) {
                continue;
            }
            var ids = idsOf(route);
            call(b, route, ids.get(0));
            call(b, route, ids.get(1));

            var foreign = statements.during(() -> call(b, route, ids.get(0)));
            var unknown = statements.during(() -> call(b, route, ids.get(1)));

            assertThat(foreign).as(route.toString()).isEqualTo(unknown);
            compared += foreign.isEmpty() ? 0 : 1;
        }
        assertThat(compared).isGreaterThanOrEqualTo(5);
    }

    @Test
    void listsShowNothingOfAnother() {
        for (var route : closed()) {
            if (!route.method().equals("GET") || route.pattern().contains("{id}")) {
                continue;
            }
            for (var query : List.of("", "?batch_id=" + batchId, "?after=" + batchId, "?after=" + fileId)) {
                var text = b.get(route.pattern() + query).text();

                assertThat(text.replace(query.isEmpty() ? "?" : query.substring(query.indexOf('=') + 1), ""))
                        .as(route + query)
                        .doesNotContain(
                                fileId,
                                batchId,
                                a.accountId().toString(),
                                "secret-of-a",
                                "key-of-a",
                                "client-of-a",
                                "anchor-of-a",
                                "hook-of-a");
            }
        }
    }

    @Test
    void filtersByAnothersBatchFindWhatFiltersByNoneFind() {
        for (var path : List.of("/v1/transactions", "/v1/usage/logs", "/v1/usage/summary", "/v1/usage/by-model")) {
            var foreign = b.get(path + "?batch_id=" + batchId);
            var unknown = b.get(path + "?batch_id=batch_" + UNKNOWN_UUID);

            assertThat(foreign.status()).isEqualTo(200);
            assertThat(foreign.text()).isEqualTo(unknown.text());
        }
    }

    @Test
    void aBatchCannotReadAnothersFile() {
        var body = "{\"input_file_id\":\"%s\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}";

        var foreign = b.post("/v1/batches", body.formatted(fileId));
        var unknown = b.post("/v1/batches", body.formatted("file-" + UNKNOWN_UUID));

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(plain(foreign, fileId)).isEqualTo(plain(unknown, "file-" + UNKNOWN_UUID));
    }

    @Test
    void anIdempotencyKeyOfAnotherIsNew() {
        a.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "shared");

        var second = b.post("/v1/batches", Platform.tasks(1), "Idempotency-Key", "shared");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void theDocumentHasEveryRouteThatIsReplayed() {
        var documented = new TreeSet<String>();
        b.get("/openapi.json").json().get("paths").properties().forEach(path -> documented.add(path.getKey()));

        assertThat(documented).containsAll(closed().stream().map(Route::pattern).toList());
    }

    private static List<String> idsOf(Route route) {
        var ids = IDS.get(route.pattern().substring(0, route.pattern().indexOf("{id}")));
        if (ids == null) {
            throw new AssertionError(route + " has a new kind of id: it needs a line in this test");
        }
        return ids;
    }

    /** Before the platform is there. */
    private static Http nobody() {
        return new Http(URI.create("http://127.0.0.1"), new UUID(0, 0), null);
    }

    private static List<Route> closed() {
        var routes = new ArrayList<Route>();
        for (var route : Routes.ALL) {
            if (route.access() instanceof Access.Scoped) {
                routes.add(route);
            }
        }
        return routes;
    }

    private static Answer call(Http http, Route route, String id) {
        var path = route.pattern()
                .replace("{id}", id)
                .replace("{sha256}", "0".repeat(64))
                .replace("{event_id}", "evt_" + UNKNOWN_UUID);
        return route.method().equals("GET") || route.method().equals("DELETE")
                ? http.send(route.method(), path, BodyPublishers.noBody())
                : http.send(route.method(), path, BodyPublishers.ofString("{}"), "Content-Type", "application/json");
    }

    /** The body without what differs by itself: the id that was asked for, and the request's. */
    private static String plain(Answer answer, String id) {
        return answer.text()
                .replace(id, "{id}")
                .replace(answer.header("X-Request-Id").isEmpty() ? "\0" : answer.header("X-Request-Id"), "{request}");
    }

    /** Without the one that ends a connection after so many requests, whosever they are. */
    private static java.util.Set<String> headers(Answer answer) {
        var names = new TreeSet<>(answer.response().headers().map().keySet());
        names.remove("connection");
        return names;
    }
}
