package io.waybill.standalone.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AheadOfTimeTest {

    private static final long LOOK_NANOS = 20_000_000;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void recordsUntilThereIsACache() throws IOException {
        AheadOfTime none = AheadOfTime.of(directory, "node", "a.jar");
        boolean recordsFirst = none.records();
        Files.writeString(cache(none), "classes");

        assertThat(recordsFirst).isTrue();
        assertThat(none.records()).isFalse();
        assertThat(none.options()).containsExactly("-XX:AOTCache=" + cache(none));
    }

    @Test
    void anotherJarNeedsAnotherCache() throws IOException {
        Path jar = Files.writeString(directory.resolve("a.jar"), "one");
        String before = AheadOfTime.of(directory, "node", jar.toString()).key();
        String same = AheadOfTime.of(directory, "node", jar.toString()).key();
        Files.writeString(jar, "another");

        String after = AheadOfTime.of(directory, "node", jar.toString()).key();

        assertThat(same).isEqualTo(before);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void aCacheThatCannotBeMadeLeavesNothing() throws IOException {
        AheadOfTime none = AheadOfTime.of(directory, "node", "a.jar");
        Path recording = Path.of(none.options().getLast().replace("-XX:AOTConfiguration=", ""));
        Files.writeString(recording, "no recording");
        Path old = Files.writeString(directory.resolve("node-0123.aot"), "of an earlier build");

        none.makeOf(List.of("false"));

        while (Files.exists(recording)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        assertThat(old).doesNotExist();
        assertThat(none.records()).isTrue();
    }

    @Test
    void aRunThatWasNotRecordedMakesNothing() throws IOException {
        AheadOfTime none = AheadOfTime.of(directory, "node", "a.jar");

        none.makeOf(List.of("false"));

        assertThat(directory).isEmptyDirectory();
    }

    private Path cache(AheadOfTime of) {
        return directory.resolve("node-" + of.key() + ".aot");
    }
}
