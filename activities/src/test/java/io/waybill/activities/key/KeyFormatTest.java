package io.waybill.activities.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormatTest {

    private static final String BODY = "wb_live_0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

    /** CRC-32 of "123456789" is 0xCBF43926, the check value of its definition. */
    @ParameterizedTest
    @CsvSource({"123456789, 3jZRME", "'', 000000", "a, 4GEHKN"})
    void endsInTheChecksumInBase62(String body, String checksum) {
        assertThat(KeyFormat.checksum(body)).isEqualTo(checksum);
    }

    @Test
    void readsIdAndEndOfSecret() {
        var key = KeyFormat.parse(BODY + KeyFormat.checksum(BODY)).orElseThrow();

        assertThat(key.id()).isEqualTo("0123456789");
        assertThat(key.last4()).isEqualTo("NOPQ");
        assertThat(key).hasToString("Parsed[id=0123456789]");
    }

    @Test
    void readsWhatItMakes() {
        var key = KeyFormat.next("test");

        assertThat(key.text()).matches("wb_test_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}");
        assertThat(KeyFormat.parse(key.text())).contains(key);
    }

    @Test
    void noticesEveryChangedCharacter() {
        String text = KeyFormat.next("live").text();

        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(KeyFormat.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .as("character %d", i)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wb_live_",
                "Bearer x",
                "wb_live_0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ",
                "wb__0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ000000",
                "wb_LIVE_0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ000000"
            })
    void findsNoKeyInOtherText(String text) {
        assertThat(KeyFormat.parse(text)).isEmpty();
    }
}
