package io.waybill.models.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufMetadataTest {

    private final ByteBuffer bytes = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);

    @TempDir
    private Path directory;

    @Test
    void readsEachKindOfValue() throws Exception {
        header(3, 6);
        key("name", 8);
        text("größe");
        key("number", 4).putInt(-1);
        key("small", 1).put((byte) -3);
        key("flag", 7).put((byte) 1);
        key("texts", 9).putInt(8).putLong(2);
        text("a");
        text("");
        key("numbers", 9).putInt(5).putLong(2).putInt(-7).putInt(9);

        GgufMetadata file = GgufMetadata.read(write());

        assertThat(file.text("name")).contains("größe");
        assertThat(file.integer("number")).contains(4_294_967_295L);
        assertThat(file.integer("small")).contains(-3L);
        assertThat(file.flag("flag", false)).isTrue();
        assertThat(file.texts("texts")).containsExactly("a", "");
        assertThat(file.integers("numbers")).containsExactly(-7L, 9L);
        assertThat(file.text("absent")).isEmpty();
        assertThatThrownBy(() -> file.text("number"))
                .isInstanceOf(GgufRejected.class)
                .hasMessageContaining("number is not a text");
    }

    @Test
    void refusesAnotherFormat() throws Exception {
        bytes.putInt(0x04034b50);

        refused("is not GGUF");
    }

    @Test
    void refusesAnotherVersion() throws Exception {
        header(1, 0);

        refused("is GGUF of version 1, allowed are 2 and 3");
    }

    @Test
    void refusesALengthThatWouldTakeAllMemory() throws Exception {
        header(3, 1);
        key("texts", 9).putInt(8).putLong(1L << 40);

        refused("texts has length 1099511627776");
    }

    @Test
    void refusesAFileThatEndsEarly() throws Exception {
        header(3, 2);
        key("number", 4).putInt(1);

        refused("ends within its metadata");
    }

    @Test
    void refusesAKeyThatIsThereTwice() throws Exception {
        header(3, 2);
        key("number", 4).putInt(1);
        key("number", 4).putInt(2);

        refused("has the key number twice");
    }

    @Test
    void refusesATypeThatIsNotKnown() throws Exception {
        header(3, 1);
        key("number", 77).putInt(1);

        refused("number has the unknown type 77");
    }

    private void refused(String reason) throws Exception {
        Path file = write();

        assertThatThrownBy(() -> GgufMetadata.read(file))
                .isInstanceOf(GgufRejected.class)
                .hasMessageContaining(reason);
    }

    private void header(int version, long keys) {
        bytes.putInt(0x46554747).putInt(version).putLong(0).putLong(keys);
    }

    private ByteBuffer key(String key, int type) {
        text(key);
        return bytes.putInt(type);
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.putLong(utf8.length).put(utf8);
    }

    private Path write() throws Exception {
        byte[] content = new byte[bytes.position()];
        bytes.get(0, content);
        return Files.write(directory.resolve("model.gguf"), content);
    }
}
