package io.waybill.receipts.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {

    @Test
    void isWrittenAsAnyCanonicaliserWritesIt() throws IOException {
        byte[] full = Receipts.full(7, Receipts.KEY_ID).canonical();
        byte[] bare = Receipts.bare(Receipts.KEY_ID).canonical();

        assertThat(new JsonCanonicalizer(full).getEncodedUTF8()).isEqualTo(full);
        assertThat(new JsonCanonicalizer(bare).getEncodedUTF8()).isEqualTo(bare);
        assertThat(CanonicalJson.write(CanonicalJson.readObject(full, Receipt.BYTES_MAX)))
                .isEqualTo(full);
    }

    @Test
    void isReadAsItWasWritten() {
        Receipt full = Receipts.full(7, Receipts.KEY_ID);
        Receipt bare = Receipts.bare(Receipts.KEY_ID);

        assertThat(Receipt.read(full.canonical())).isEqualTo(full);
        assertThat(Receipt.read(bare.canonical())).isEqualTo(bare);
    }

    @Test
    void writesEveryDayAsTheCalendarHasIt() {
        for (Instant day = Instant.EPOCH.plusMillis(86_399_999);
                day.isBefore(Instant.parse("2110-01-01T00:00:00Z"));
                day = day.plus(Duration.ofDays(1))) {
            assertThat(Receipt.timestamp(day)).isEqualTo(day.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "price_nanos":"20000"     | "price_nanos":20000        | a string is expected
            "price_nanos":"20000"     | "price_nanos":"020000"     | not how an amount is written
            "index":7                 | "index":9007199254740992   | beyond 2^53-1
            "index":7                 | "index":7.0                | fraction or exponent
            "index":7                 | "index":7,"index":7        | stands twice
            "index":7                 | "index":null               | null is not allowed
            "index":7                 | "index":[[[[[[[[[7]]]]]]]]] | nested deeper than 8
            "index":7                 | "indey":7                  | index is missing
            "index":7                 | "index":7,"indey":7        | indey is unknown
            :41.130Z                  | :41.13Z                   | not written as
            :41.130Z                  | :61.130Z                  | is no moment
            "succeeded"               | "reused"                   | reused_receipt
            "succeeded"               | "Succeeded"                | is unknown
            receipt/1                 | receipt/2                  | only 'waybill-receipt/1' is read
            größe                     | gro\\u0308\\u00dfe         | NFC
            größe                     | \\ud800                    | lone surrogate U+D800
            größe                     | gr\\u00f6\\u00dfe          | not in canonical form
            "basis":"estimated"       | "basis":"guessed"          | energy.basis
            platform_observed         | client_asserted            | nothing in a client's assertion was observed
            """, quoteCharacter = '§')
    void refusesWhatIsNoReceipt(String from, String to, String why) {
        String text = new String(Receipts.full(7, Receipts.KEY_ID).canonical(), UTF_8);

        byte[] changed = text.replace(from, to).getBytes(UTF_8);

        assertThatThrownBy(() -> Receipt.read(changed))
                .isInstanceOf(NotCanonical.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"x\"",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{\"a\":01}",
                "{\"a\":-0}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12G4\"}",
                "{\"a\":\"\n\"}",
                "{a:1}",
                "{\"b\":1,\"a\":1}",
                "{ }",
                "\ufeff{}",
                "{\"a\":-}",
                "{\"a\":99999999999999999999}"
            })
    void refusesWhatIsNoCanonicalJson(String text) {
        assertThatThrownBy(() -> CanonicalJson.readObject(text.getBytes(UTF_8), 1000))
                .isInstanceOf(NotCanonical.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8AndBytesThatAreTooMany() {
        byte[] latin = HexFormat.of().parseHex("7b2261223a22e4227d");

        assertThatThrownBy(() -> Receipt.read(latin)).hasMessage("not UTF-8");
        assertThatThrownBy(() -> Receipt.read(new byte[Receipt.BYTES_MAX + 1]))
                .hasMessage("16385 bytes, at most 16384 are allowed");
    }

    @Test
    void sortsAndEscapesAsTheStandardSays() throws IOException {
        // RFC 8785, section 3.2.3, less its member with a lone digit's key order trap kept.
        String shuffled =
                "{\"\u20ac\":1,\"\\r\":2,\"\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\u0080\":6,\"\u00f6\":7}";
        String text = "{\"a\":\"\\u0000\\b\\t\\n\\f\\r\\u001f\\\"\\\\/\u007f\u2028<\ud83d\ude00\"}";

        byte[] sorted = new JsonCanonicalizer(shuffled).getEncodedUTF8();
        byte[] escaped = new JsonCanonicalizer(text).getEncodedUTF8();

        assertThatThrownBy(() -> CanonicalJson.readObject(sorted, 1000)).hasMessageContaining("NFC");
        String kept = new String(sorted, UTF_8).replace("\ufb33", "\ufb34");
        assertThatThrownBy(() -> CanonicalJson.readObject(kept.getBytes(UTF_8), 1000))
                .hasMessageContaining("NFC");
        String normal = new String(sorted, UTF_8).replace(",\"\ufb33\":3", "");
        assertThat(CanonicalJson.readObject(normal.getBytes(UTF_8), 1000)).hasSize(6);
        assertThat(CanonicalJson.readObject(escaped, 1000)).hasSize(1);
    }
}
