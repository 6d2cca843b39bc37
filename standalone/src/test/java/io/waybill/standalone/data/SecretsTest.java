package io.waybill.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void makesASecretOnceForItsOwnerAlone() throws Exception {
        var data = new DataDirectory(directory);
        data.create();

        String made = new Secrets(data).hex("pepper");

        assertThat(made).matches("[0-9a-f]{64}");
        assertThat(new Secrets(data).hex("pepper")).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.secrets().resolve("pepper"))))
                .isEqualTo("rw-------");
    }
}
