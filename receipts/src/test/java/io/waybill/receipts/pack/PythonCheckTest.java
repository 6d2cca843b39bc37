package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waybill.receipts.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/verify.py, which shares nothing with this module but docs/audit.md, comes to the same verdicts. */
class PythonCheckTest {

    private static final Path SCRIPT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("docs/verify.py");

    private static final Path ENVIRONMENT =
            Objects.requireNonNull(SCRIPT.getParent()).resolveSibling("tests/sdk/python/environment");

    /** Flips bytes of the pack argv[2], every argv[4]th from argv[5] on, in one process: starting Python is slow. */
    private static final String FLIPS = """
            import importlib.util, io, sys
            spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
            verify = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(verify)
            pack = open(sys.argv[2], "rb").read()
            for at in range(int(sys.argv[5]), len(pack), int(sys.argv[4])):
                flipped = bytearray(pack)
                flipped[at] ^= 1
                try:
                    verify.check(io.BytesIO(bytes(flipped)), sys.argv[3])
                    print("missed", at)
                except (verify.Fails, verify.Unreadable):
                    pass
            print("done")
            """;

    private final Packs packs = new Packs(13);

    @TempDir
    private Path directory;

    private record Run(int code, String output) {}

    /** What the machine has, or else an environment of its own, pinned by hashes. */
    private static String python = "python3";

    @BeforeAll
    static void needsPython() throws Exception {
        if (run("-c", "import cryptography").code() == 0) {
            return;
        }
        Run made = command(List.of(ENVIRONMENT.toString(), "verify"));
        String last = made.output().strip().lines().reduce("", (_, line) -> line);
        assumeTrue(made.code() == 0, () -> "skipped: needs python3 with the package cryptography: " + last);
        python = last;
    }

    private static Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python));
        Collections.addAll(command, arguments);
        return command(command);
    }

    private static Run command(List<String> command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), output);
        } catch (IOException e) {
            return new Run(-1, String.valueOf(e.getMessage()));
        }
    }

    private Run check(byte[] pack, String... more) throws Exception {
        Path file = Files.write(directory.resolve("pack"), pack);
        List<String> arguments = new ArrayList<>(List.of(SCRIPT.toString(), file.toString()));
        Collections.addAll(arguments, more);
        return run(arguments.toArray(String[]::new));
    }

    private Run checkPinned(byte[] pack) throws Exception {
        return check(pack, "--log-key", packs.log.logKey.vkey());
    }

    @Test
    void holdsWhereJavaSaysSo() throws Exception {
        Run item = checkPinned(packs.item(3));
        Run underStatement = checkPinned(
                packs.item(4, packs.log.evidence(packs.firstLeaf + 4), Map.of(), false, packs.batchEvidence(4)));
        Run batch = checkPinned(packs.batch(true));
        Run assertion = checkPinned(Packs.assertion(packs.log, packs.log.assertions));
        Run alone = check(packs.item(3));

        assertThat(item)
                .isEqualTo(new Run(
                        0, PackVerifier.verify(packs.item(3), Trust.none()).subject() + "\nholds\n"));
        assertThat(underStatement.code()).as(underStatement.output()).isZero();
        assertThat(batch).isEqualTo(new Run(0, "batch " + Packs.BATCH + ": 13 receipts\nholds\n"));
        assertThat(assertion.code()).as(assertion.output()).isZero();
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.output()).contains("not authenticated");
    }

    @Test
    void doesNotHoldWhereJavaSaysSo() throws Exception {
        List<Receipt> swapped = new ArrayList<>(packs.receipts);
        Collections.swap(swapped, 2, 3);

        assertThat(checkPinned(packs.batch(swapped, false)).code()).isEqualTo(1);
        assertThat(checkPinned(Packs.assertion(packs.log, packs.log.receipts)).output())
                .contains("the key is for receipts, not for assertions");
        assertThat(checkPinned("{}".getBytes(UTF_8)).code()).isEqualTo(3);
        assertThat(checkPinned("<html>".getBytes(UTF_8)).code()).isEqualTo(3);
        assertThat(checkPinned("[".repeat(100_000).getBytes(UTF_8)).code()).isEqualTo(3);
    }

    @Test
    void detectsFlippedBytes() throws Exception {
        for (byte[] pack : List.of(packs.item(3), new Packs(3).batch(true))) {
            Path file = Files.write(directory.resolve("pack"), pack);

            Run run = run("-c", FLIPS, SCRIPT.toString(), file.toString(), packs.log.logKey.vkey(), "5", "2");

            assertThat(run).isEqualTo(new Run(0, "done\n"));
        }
    }
}
