package io.waybill.standalone.document;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.waybill.standalone.part.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever pastes the documents' commands, in their order, sees each of them work. The first document starts the
 * platform that the others use.
 */
@Tag("integration")
class DocumentsIT {

    private static final List<String> DOCUMENTS = List.of("README.md", "docs/api.md", "docs/operations.md");

    /** By document and first command: what a test cannot run, and why. */
    private static final Map<String, String> NOT_RUN = Map.of(
            "README.md ./waybill test",
            "is what runs this test",
            "docs/api.md curl -X POST $WAYBILL_URL/v1/batches/$BATCH/retry -H \"Authorization: Bearer $WAYBILL_KEY\""
                    + " -H \"Idempotency-Key: retry-1\"",
            "needs a batch whose valid items failed; the api's tests have one",
            "docs/webhooks.md import base64, hashlib, hmac, http.server, json, os, time",
            "serves until it is stopped; WebhookGuideTest runs it",
            "docs/audit.md ./waybill verify docs/audit-example.json --log-key"
                    + " example.org/waybill-log+4b0ca836+Adrb0YSi1Sbx691cBv2tk1myKHWbTX951maJ+iVKrYVG",
            "is of the example; VerifyCommandTest and AuditGuideTest check it",
            "docs/audit.md python3 docs/verify.py docs/audit-example.json --log-key"
                    + " example.org/waybill-log+4b0ca836+Adrb0YSi1Sbx691cBv2tk1myKHWbTX951maJ+iVKrYVG",
            "needs a package of Python's; PythonCheckTest runs it where it is",
            "docker/README.md docker/build",
            "makes images, which takes minutes; docker/test checks them",
            "docker/README.md docker/make-secrets",
            "needs a container engine");

    private static final Path HOME = requireNonNull(Path.of("").toAbsolutePath().getParent());

    @TempDir
    private static Path directory;

    private static final List<String> RUN = new ArrayList<>();
    private static @Nullable DocumentShell shell; // null until made

    @BeforeAll
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    static void open() throws Exception {
        shell = new DocumentShell(HOME, directory, python().orElse(null));
    }

    @AfterAll
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    static void stopAndCount() throws Exception {
        shell().run(new DocumentBlock("", 0, "sh", "./waybill down\n"));
        System.out.println("documents: " + RUN.size() + " blocks ran; not run: " + NOT_RUN);
    }

    @TestFactory
    Stream<DynamicNode> everyCommandOfTheDocumentsWorks() throws IOException {
        var containers = new ArrayList<DynamicNode>();
        for (String document : DOCUMENTS) {
            var tests = new ArrayList<DynamicTest>();
            tests.add(DynamicTest.dynamicTest(document + " begins", () -> shell().forget()));
            for (DocumentBlock block : blocks(document)) {
                if (reason(block).isEmpty()) {
                    tests.add(DynamicTest.dynamicTest(block.toString(), () -> run(block)));
                }
            }
            containers.add(DynamicContainer.dynamicContainer(document, tests));
        }
        return containers.stream();
    }

    @Test
    void whatIsNotRunIsListedAndStillThere() throws IOException {
        var others = new ArrayList<String>();
        var listed = new ArrayList<String>();
        for (String document : documents()) {
            for (DocumentBlock block : blocks(document)) {
                if (reason(block).isPresent()) {
                    listed.add(key(block));
                } else if (!DOCUMENTS.contains(document)) {
                    others.add(block.toString());
                }
            }
        }

        assertThat(others).as("blocks that neither run nor are listed").isEmpty();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(NOT_RUN.keySet());
    }

    private static void run(DocumentBlock block) throws IOException, InterruptedException {
        Optional<String> missing = shell().missing(block);
        if (missing.isPresent()) {
            abort(block + " needs " + missing.get());
        }
        DocumentShell.Answer answer = shell().run(block);
        assertThat(answer.exit())
                .as("%s ended with what follows:%n%s", block, answer.text())
                .isZero();
        RUN.add(block.toString());
    }

    private static DocumentShell shell() {
        return requireNonNull(shell, "shell");
    }

    private static Optional<String> reason(DocumentBlock block) {
        return Optional.ofNullable(NOT_RUN.get(key(block)));
    }

    private static String key(DocumentBlock block) {
        return block.document() + " " + block.command();
    }

    private static List<DocumentBlock> blocks(String document) throws IOException {
        return DocumentBlock.of(HOME, document).stream()
                .filter(DocumentBlock::isForReaders)
                .toList();
    }

    /** All documents for people who use or run the platform. */
    private static List<String> documents() throws IOException {
        try (var files = Files.walk(HOME.resolve("docs"))) {
            Stream<Path> all = Stream.concat(
                    Stream.of(HOME.resolve("README.md"), HOME.resolve("docker").resolve("README.md")), files);
            return all.map(it -> HOME.relativize(it).toString())
                    .filter(it -> it.endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    // Made once for the tests of OpenAI's clients, which say why where it cannot be.
    private static Optional<Path> python() throws InterruptedException {
        Path script = HOME.resolve("tests").resolve("sdk").resolve("python").resolve("environment");
        return Commands.output(List.of(script.toString()))
                .flatMap(it -> it.lines().reduce((_, last) -> last))
                .map(Path::of);
    }
}
