package io.waybill.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.waybill.standalone.process.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

    @TempDir
    private Path directory = Path.of("");

    private DataDirectory data = new DataDirectory(Path.of(""));

    @BeforeEach
    void create() throws Exception {
        data = new DataDirectory(directory);
        data.create();
    }

    @Test
    void aSecondTakerLearnsWhoHoldsIt() throws Exception {
        try (var _ = DirectoryLock.take(data)) {

            assertThatExceptionOfType(DirectoryHeld.class)
                    .isThrownBy(() -> DirectoryLock.take(data))
                    .withMessageContaining(
                            "held by pid " + ProcessHandle.current().pid() + " since");
        }
    }

    @Test
    void takesOverWhatAKilledHolderLeft() throws Exception {
        var gone = new ProcessIdentity(ProcessHandle.current().pid(), Instant.EPOCH);
        Files.writeString(data.lock(), Json.MAPPER.writeValueAsString(gone));

        try (var _ = DirectoryLock.take(data)) {

            assertThat(DirectoryLock.holder(data)).contains(ProcessIdentity.own());
        }
    }

    @Test
    void nobodyHoldsItAfterwards() throws Exception {
        DirectoryLock.take(data).close();

        assertThat(DirectoryLock.holder(data)).isEmpty();
    }
}
