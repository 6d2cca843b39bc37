package io.waybill.api.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.caller.Routes;
import io.waybill.api.caller.Routes.Access;
import io.waybill.api.testing.ApiServer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The document, the table of routes and the controllers say the same. */
class OpenApiDocumentTest {

    /** Served by the document's own library, which leaves itself out. */
    private static final Set<String> OWN = Set.of("GET /openapi.json", "GET /openapi.json.yaml");

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    @Test
    void hasEveryRouteOfTheTable() {
        var document = API.anybody().get("/openapi.json");

        var documented = new TreeSet<String>();
        document.json()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation ->
                                documented.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(document.status()).isEqualTo(200);
        documented.addAll(OWN);
        var table = new TreeSet<>(OWN);
        Routes.ALL.forEach(route -> table.add(route.method() + " " + path(route)));
        assertThat(documented).isEqualTo(table);
    }

    @Test
    void hasEveryControllerInTheTable() {
        var mapped = new TreeSet<String>();

        API.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(info -> info.getMethodsCondition()
                        .getMethods()
                        .forEach(method ->
                                info.getPatternValues().forEach(pattern -> mapped.add(method + " " + pattern))));

        mapped.removeAll(OWN);
        var table = new TreeSet<String>();
        Routes.ALL.forEach(route -> table.add(route.method() + " " + route.pattern()));
        table.removeAll(OWN);
        assertThat(mapped).isEqualTo(table);
    }

    @Test
    void namesTheKeyThatMakesACallHappenOnce() {
        var paths = API.anybody().get("/openapi.json").json().get("paths");

        for (var path : List.of("/v1/batches", "/v1/keys", "/v1/chat/completions", "/v1/vaas")) {
            JsonNode key = paths.get(path).get("post").get("parameters").get(0);
            assertThat(key.get("in").asString()).isEqualTo("header");
            assertThat(key.get("name").asString()).isEqualTo("Idempotency-Key");
            assertThat(key.get("schema").get("maxLength").asInt()).isEqualTo(255);
        }
    }

    @Test
    void asksForCredentialsWhereTheTableDoes() {
        var paths = API.anybody().get("/openapi.json").json().get("paths");

        for (var route : Routes.ALL) {
            if (OWN.contains(route.method() + " " + path(route))) {
                continue;
            }
            JsonNode operation = paths.get(path(route)).get(route.method().toLowerCase(Locale.ROOT));
            switch (route.access()) {
                case Access.Open() -> assertThat(operation.has("security")).isFalse();
                case Access.Scoped(var scope) -> {
                    assertThat(operation.get("x-required-scope").asString()).isEqualTo(scope);
                    assertThat(operation.get("security")).hasSize(2);
                }
            }
        }
    }

    @Test
    void describesBodiesUnderTheirWireNames() {
        var schemas =
                API.anybody().get("/openapi.json").json().get("components").get("schemas");

        assertThat(schemas.propertyNames())
                .contains("Batch", "CreateBatch", "File", "Error", "Upload", "EmbeddingList");
        assertThat(schemas.get("Batch").get("properties").has("request_counts")).isTrue();
        assertThat(schemas.get("CreateBatch").get("properties").has("input_file_id"))
                .isTrue();
        assertThat(schemas.get("File").get("properties").has("created_at")).isTrue();
        assertThat(schemas.get("Error").get("properties").has("error")).isTrue();
    }

    @Test
    void refusesEveryRouteThatIsNotOpenWithoutACredential() {
        for (var route : Routes.ALL) {
            if (route.access() instanceof Access.Scoped) {
                var path = route.pattern().replaceAll("\\{[a-z0-9_]+}", "x");
                var type = path.equals("/v1/files") ? "multipart/form-data; boundary=x" : "application/json";
                var answer = API.anybody()
                        .send(
                                route.method(),
                                path,
                                java.net.http.HttpRequest.BodyPublishers.ofString("{}"),
                                "Content-Type",
                                type);
                assertThat(answer.status()).as(route.toString()).isEqualTo(401);
            }
        }
    }

    /** A pattern for the rest of a path is a parameter like any other there. */
    private static String path(Routes.Route route) {
        return route.pattern().replace("{*", "{");
    }
}
