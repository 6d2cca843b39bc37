package io.waybill.standalone.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.standalone.UpstreamTrial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code models add} and {@code models remove} with a server on this machine. */
class AddModelTest {

    @TempDir
    private Path directory;

    private HttpServer server;
    private String url = "";

    AddModelTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/v1/models", exchange -> {
            byte[] body = "{\"data\":[{\"id\":\"org/Tiny-7B\"},{\"id\":\"other\"}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("""
                            data: {"choices":[{"index":0,"delta":{"content":"one"}}]}

                            data: {"choices":[{"index":0,"delta":{"content":" two"},"finish_reason":"stop"}]}

                            data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}

                            data: [DONE]

                            """.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void listsWhatTheServerHasWhereNoneIsChosen() {
        Ran ran = run("models", "add", url, "--manifests", directory.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("org/Tiny-7B", "other", "choose one with --model");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void writesAManifestThatTheCatalogueReads() throws Exception {
        Ran ran = run(
                "models",
                "add",
                url,
                "--model",
                "org/Tiny-7B",
                "--price-in",
                "0.5",
                "--price-out",
                "1.5",
                "--context",
                "4096",
                "--url",
                "http://127.0.0.1:1/v1",
                "--manifests",
                directory.toString());

        assertThat(ran.out()).contains("added tiny-7b", "./waybill models check tiny-7b");
        assertThat(ran.code()).isZero();
        ModelManifest manifest = catalog().find("tiny-7b").orElseThrow().manifest();
        assertThat(manifest.engine()).isEqualTo("upstream");
        assertThat(manifest.limits().context()).isEqualTo(4096);
        assertThat(manifest.pricing().outputPerMillion()).isEqualByComparingTo("1.5");
        assertThat(requireNonNull(manifest.upstream()).urls()).containsExactly(url, "http://127.0.0.1:1/v1");
        UpstreamTrial.Report report = UpstreamTrial.run(manifest);
        assertThat(report.good())
                .hasSize(2)
                .anyMatch(it -> it.endsWith("has org/Tiny-7B"))
                .anyMatch(it -> it.startsWith("answered with 2 tokens: first after "));
        assertThat(report.bad()).containsExactly("http://127.0.0.1:1/v1 does not answer GET models");
    }

    @Test
    void addsAModelOfEmbeddings() {
        Ran ran = run(
                "models",
                "add",
                url,
                "--model",
                "other",
                "--dimensions",
                "384",
                "--price-in",
                "0.02",
                "--manifests",
                directory.toString());

        assertThat(ran.code()).isZero();
        ModelManifest manifest = catalog().find("other").orElseThrow().manifest();
        assertThat(manifest.task()).isEqualTo("embedding");
        assertThat(manifest.dimensions()).isEqualTo(384);
        assertThat(manifest.pool()).isEqualTo("upstream-embed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model nothing --price-in 1 --price-out 1|does not list nothing; it lists [org/Tiny-7B, other]",
                "--model other --price-in 1|--price-out AMOUNT",
                "--model other --price-in -1 --price-out 1|pricing.per_million is negative",
                "--model other --id BAD/ID --price-in 1 --price-out 1|id is BAD/ID, allowed is",
                "--model other --concurrency 0 --price-in 1 --price-out 1|upstream.concurrency is 0, allowed is 1..1024",
                "--model other --key-file /no/such/file --price-in 1 --price-out 1|/no/such/file cannot be read"
            })
    void addsNothingThatCannotBeUsed(String options, String message) {
        Ran ran = run(("models add " + url + " --manifests " + directory + " " + options).split(" ", -1));

        assertThat(ran.code()).isNotZero();
        assertThat(ran.out()).contains(message);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void linksAFolderAndTakesItAwayAgain(@TempDir Path elsewhere) throws Exception {
        run(
                "models",
                "add",
                url,
                "--model",
                "other",
                "--price-in",
                "1",
                "--price-out",
                "1",
                "--manifests",
                elsewhere.toString());

        Ran added = run("models", "add", elsewhere.resolve("other").toString(), "--manifests", directory.toString());
        boolean found = catalog().find("other").isPresent();
        Ran removed = run("models", "remove", "other", "--manifests", directory.toString());
        Ran again = run("models", "remove", "other", "--manifests", directory.toString());

        assertThat(added.out()).contains("added other from");
        assertThat(found).isTrue();
        assertThat(removed.code()).isZero();
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.out()).contains("there is no model other");
        assertThat(directory).isEmptyDirectory();
        assertThat(Files.exists(elsewhere.resolve("other").resolve("model.yaml")))
                .isTrue();
    }

    @Test
    void removesNothingOutsideItsDirectory() {
        Ran ran = run("models", "remove", "../" + directory.getFileName(), "--manifests", directory.toString());

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("allowed is that of a model");
        assertThat(directory).exists();
    }

    private ModelCatalog catalog() {
        return ModelCatalog.load(new CatalogSettings(directory, List.of(directory), false));
    }

    private static Ran run(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        var both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            int code = Commands.run(arguments);
            return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private record Ran(int code, String out) {}
}
