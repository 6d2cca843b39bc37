package io.waybill.activities.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.storage.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedRangeTest {

    private static final int BUFFER_BYTES = 64 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 3 * BUFFER_BYTES + 5})
    void yieldsWhatHasTheHash(int length) throws IOException {
        byte[] content = content(length);

        try (var range = range(content, length, Sha256.hex(content))) {
            assertThat(range.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void yieldsByteByByte() throws IOException {
        byte[] content = {0, (byte) 255, 7};

        try (var range = range(content, 3, Sha256.hex(content))) {
            assertThat(new int[] {range.read(), range.read(), range.read(), range.read()})
                    .containsExactly(0, 255, 7, -1);
        }
    }

    @Test
    void keepsBackTheLastBytesOfWhatHasAnotherHash() {
        byte[] content = content(BUFFER_BYTES + 100);
        var seen = new ByteArrayOutputStream();

        assertThatThrownBy(() ->
                        range(content, content.length, Sha256.hex(new byte[0])).transferTo(seen))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("segment 3");

        assertThat(seen.size()).isEqualTo(BUFFER_BYTES);
    }

    @Test
    void failsWhereTheObjectEndsEarly() {
        assertThatThrownBy(() -> range(content(10), 12, null).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 bytes early");
    }

    private static CheckedRange range(byte[] content, int length, @Nullable String sha256) {
        return new CheckedRange(new ByteArrayInputStream(content), length, sha256, "segment 3");
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
