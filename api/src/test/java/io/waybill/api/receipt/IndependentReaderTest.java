package io.waybill.api.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waybill.activities.account.Accounts;
import io.waybill.activities.log.TransparencyLog;
import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.NoteKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Go's implementation of the format, which is not ours, reads the log over HTTP ({@code tools/tlog}). */
@Timeout(180)
class IndependentReaderTest {

    /** More than two tiles, the last of which is partial. */
    private static final int LEAVES = 600;

    private static final Path SOURCE =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("tools/tlog");

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    @TempDir
    private static Path directory;

    private final Http anybody = PLATFORM.api().anybody();

    private record Run(int code, String output) {}

    @BeforeAll
    static void build() throws Exception {
        Run run = run(SOURCE, "go", "build", "-o", program(), ".");
        assumeTrue(
                run.code() == 0,
                () -> "skipped: needs Go and golang.org/x/mod: " + run.output().strip());
    }

    @Test
    void anotherImplementationFindsTheSameRootAndEveryLeafInIt() throws Exception {
        var last = fill();

        var first = read(key(), 0);
        var middle = read(key(), 300);
        var newest = read(key(), last);

        assertThat(List.of(first, middle, newest)).allSatisfy(run -> {
            assertThat(run.output()).startsWith("holds: ").contains(last + 1 + " leaves");
            assertThat(run.code()).isZero();
        });
    }

    @Test
    void anotherImplementationRefusesAnotherKeyAndAnotherLeaf() throws Exception {
        fill();
        var other = SigningKey.generate(new SecureRandom()).verifyKey().bytes();
        var name = NoteKey.parse(key()).name();

        var strange = read(new NoteKey(name, NoteKey.Kind.NOTE, other).vkey(), 1);
        var leaf = tlog(key(), 1, leaf(2));

        assertThat(strange.code()).isEqualTo(1);
        assertThat(strange.output()).startsWith("fails: checkpoint");
        assertThat(leaf.code()).isEqualTo(1);
        assertThat(leaf.output()).startsWith("fails: leaf 1 is another");
    }

    /** {@return the index of the last leaf} */
    private static long fill() {
        var log = PLATFORM.api().bean(TransparencyLog.class);
        var singles = PLATFORM.api().bean(SingleReceipts.class);
        var account = PLATFORM.api().bean(Accounts.class).create("test").id();
        var size = log.status().size();
        List<SingleReceipt> made = new ArrayList<>();
        for (var i = 0; i < LEAVES; i++) {
            made.add(singles.assertion(account, "in " + i, "out", "a model", null));
        }
        singles.store(made, () -> {});
        Awaitility.await().until(() -> Objects.requireNonNullElse(log.status().checkpointSize(), 0L) == size + LEAVES);
        return size + LEAVES - 1;
    }

    private Run read(String key, long index) throws IOException, InterruptedException {
        return tlog(key, index, leaf(index));
    }

    private Run tlog(String key, long index, String leaf) throws IOException, InterruptedException {
        return run(directory, program(), anybody.base() + "/log", key, Long.toString(index), leaf);
    }

    private String key() {
        return anybody.get("/log/key").text().strip();
    }

    private static String leaf(long index) {
        return HexFormat.of()
                .formatHex(PLATFORM.api().bean(TransparencyLog.class).leaves(index, 1));
    }

    private static String program() {
        return directory.resolve("tlog").toString();
    }

    private static Run run(Path where, String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(Arrays.asList(command))
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), output);
        } catch (IOException e) {
            return new Run(-1, String.valueOf(e.getMessage()));
        }
    }
}
