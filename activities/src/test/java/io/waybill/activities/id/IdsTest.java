package io.waybill.activities.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @Test
    void makesVersion7UuidsThatBeginWithTheTime() {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(0x0123456789ABL), ZoneOffset.UTC);

        UUID id = Ids.next(clock);

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.toString()).startsWith("01234567-89ab-7");
    }

    @Test
    void readsWhatItRenders() {
        UUID id = UUID.fromString("01234567-89ab-7cde-8f01-23456789abcd");

        String text = Ids.render(Ids.FILE, id);

        assertThat(text).isEqualTo("file-0123456789ab7cde8f0123456789abcd");
        assertThat(Ids.parse(Ids.FILE, text)).contains(id);
        assertThat(Ids.parse(Ids.FILE, id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file-",
                "file-0123456789ab7cde8f0123456789abc",
                "file-0123456789ab7cde8f0123456789abcde",
                "file-0123456789ab7cde8f0123456789abcg",
                "batch_0123456789ab7cde8f0123456789abcd"
            })
    void findsNoIdInOtherText(String text) {
        assertThat(Ids.parse(Ids.FILE, text)).isEmpty();
    }
}
