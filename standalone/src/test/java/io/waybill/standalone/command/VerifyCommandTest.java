package io.waybill.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its exit codes, which scripts go by. */
class VerifyCommandTest {

    private static final Path DOCS =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("docs");
    private static final Path EXAMPLE = DOCS.resolve("audit-example.json");

    @TempDir
    private Path directory;

    private static String logKey() throws Exception {
        var key = Pattern.compile("--log-key (\\S+)").matcher(Files.readString(DOCS.resolve("audit.md")));
        assertThat(key.find()).isTrue();
        return key.group(1);
    }

    private static int verify(Path pack, String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "verify";
        arguments[1] = pack.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Commands.run(arguments);
    }

    @Test
    void holdsByThePinnedKeyAlone() throws Exception {
        assertThat(verify(EXAMPLE, "--log-key", logKey())).isZero();
        assertThat(verify(EXAMPLE, "--log-key", logKey(), "--json")).isZero();
        assertThat(verify(EXAMPLE)).isEqualTo(2);
    }

    @Test
    void doesNotHoldOnceItWasChanged() throws Exception {
        String changed = Files.readString(EXAMPLE).replace("\"price_nanos\":\"20000\"", "\"price_nanos\":\"10000\"");
        Path pack = Files.writeString(directory.resolve("changed.json"), changed);

        assertThat(verify(pack, "--log-key", logKey())).isEqualTo(1);
        assertThat(verify(pack)).isEqualTo(1);
    }

    @Test
    void comparesFiles() throws Exception {
        Path input = Files.write(directory.resolve("input"), "input of item 1".getBytes(StandardCharsets.UTF_8));

        assertThat(verify(EXAMPLE, "--log-key", logKey(), "--input", input.toString()))
                .isZero();
        assertThat(verify(EXAMPLE, "--log-key", logKey(), "--output", input.toString()))
                .isEqualTo(1);
    }

    @Test
    void saysWhatCannotBeReadAndWhatIsWrongUsage() throws Exception {
        Path html = Files.writeString(directory.resolve("page.html"), "<html>");

        assertThat(verify(html)).isEqualTo(3);
        assertThat(verify(directory.resolve("none.json"))).isEqualTo(3);
        assertThat(verify(directory)).isEqualTo(3);
        assertThat(verify(EXAMPLE, "--log-key", "nonsense")).isEqualTo(3);
        assertThat(verify(EXAMPLE, "--witness", "nonsense")).isEqualTo(3);
        assertThat(verify(EXAMPLE, "--index", "x")).isEqualTo(64);
        assertThat(Commands.run(new String[] {"verify"})).isEqualTo(64);
    }
}
