package io.waybill.activities.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path directory;

    @Test
    void takesTheValue() {
        assertThat(Secrets.required("a.secret", "s3cret", null)).isEqualTo("s3cret");
    }

    @Test
    void takesTheFileWithoutItsLineEnd() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "s3cret\r\n");

        assertThat(Secrets.required("a.secret", null, file)).isEqualTo("s3cret");
        assertThat(Secrets.required("a.secret", "", file)).isEqualTo("s3cret");
    }

    @Test
    void asksForOneOfBothByName() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "s3cret");

        assertThatThrownBy(() -> Secrets.required("a.secret", " ", null))
                .hasMessageContaining("a.secret")
                .hasMessageContaining("a.secret-file");
        assertThatThrownBy(() -> Secrets.required("a.secret", "x", file)).hasMessageContaining("not both");
        assertThat(Secrets.optional("a.secret", null, null)).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path big = Files.writeString(directory.resolve("big"), "x".repeat(65 * 1024));

        assertThatThrownBy(() -> Secrets.required("a.secret", null, directory.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("a.secret-file");
        assertThatThrownBy(() -> Secrets.required("a.secret", null, empty)).hasMessageContaining("empty");
        assertThatThrownBy(() -> Secrets.required("a.secret", null, big)).hasMessageContaining("longer");
    }
}
