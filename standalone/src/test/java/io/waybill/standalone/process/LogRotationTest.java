package io.waybill.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void copiesAndEmptiesWhatIsTooLongAndLeavesTheRest() throws Exception {
        Files.writeString(directory.resolve("long.log"), "0123456789");
        Files.writeString(directory.resolve("short.log"), "01");

        LogRotation.rotate(directory, 5);

        assertThat(directory.resolve("long.log")).isEmptyFile();
        assertThat(directory.resolve("long.log.1")).hasContent("0123456789");
        assertThat(directory.resolve("short.log")).hasContent("01");
    }
}
