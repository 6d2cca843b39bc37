package io.waybill.models.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ItemLineTest {

    private static final String BODY = "{\"model\":\"m\",\"input\":\"a\"}";

    @Test
    void readsALineAndIgnoresOtherFields() {
        String text = "{\"x\":[{\"y\":1}],\"custom_id\":\"id-1\",\"method\":\"POST\",\"body\": " + BODY
                + " ,\"url\":\"/v1/embeddings\"}";
        byte[] bytes = ("......" + text + "##").getBytes(StandardCharsets.UTF_8);

        ItemLine line = ItemLine.parse(bytes, 6, bytes.length - 2);

        assertThat(line.customId()).isEqualTo("id-1");
        assertThat(line.url()).isEqualTo("/v1/embeddings");
        assertThat(new String(bytes, line.bodyFrom(), line.bodyTo() - line.bodyFrom(), StandardCharsets.UTF_8))
                .isEqualTo(BODY);
    }

    @Test
    void hashesTheBodyAsItStands() {
        byte[] bytes = line("a", "{ }");

        String hash = ItemLine.parse(bytes, 0, bytes.length).bodySha256();

        // printf '{ }' | sha256sum
        assertThat(hash).isEqualTo("257c1be96ae69f4b01c2c69bdb6d78605f59175819fb007d0bf245bf48444c4a");
    }

    @Test
    void acceptsPairedSurrogateEscapesAndTheLongestCustomId() {
        byte[] bytes = line("\\ud83d\\ude00" + "x".repeat(255), BODY);

        ItemLine line = ItemLine.parse(bytes, 0, bytes.length);

        assertThat(line.customId()).startsWith("\uD83D\uDE00").hasSize(257);
    }

    static Stream<Arguments> badLines() {
        String nested = "[".repeat(65) + "]".repeat(65);
        return Stream.of(
                bad("", ItemError.blank_line, null, "blank"),
                bad(" \t\r", ItemError.blank_line, null, "blank"),
                bad("hello", ItemError.invalid_json, null, "is not JSON"),
                bad("{\"custom_id\":", ItemError.invalid_json, null, "ends too early"),
                bad("{\"custom_id\":'a'}", ItemError.invalid_json, null, "is not JSON"),
                bad("[1]", ItemError.not_an_object, null, "not an object"),
                bad("\"x\"", ItemError.not_an_object, null, "not an object"),
                bad("null", ItemError.not_an_object, null, "not an object"),
                bad("\uFEFF{}", ItemError.invalid_json, null, "byte order mark"),
                bad("{\"a\":1,\"a\":2}", ItemError.invalid_json, null, "key twice"),
                bad("{\"body\":{\"b\":{\"a\":1,\"a\":2}}}", ItemError.invalid_json, null, "key twice"),
                bad("{\"x\":" + nested + "}", ItemError.invalid_json, null, "deeper than 64"),
                bad("{\"x\":\"\u0000\"}", ItemError.invalid_json, null, "NUL at byte 7"),
                bad("{\"x\":\"\\ud800\"}", ItemError.invalid_json, null, "surrogate"),
                bad("{\"x\":[\"\\udc00\\ud800\"]}", ItemError.invalid_json, null, "surrogate"),
                bad("{\"x\":\"\\uD83Dx\"}", ItemError.invalid_json, null, "surrogate"),
                bad("{\"x\":1" + "0".repeat(2000) + "}", ItemError.invalid_json, null, "too many digits"),
                bad("{\"" + "k".repeat(2000) + "\":1}", ItemError.invalid_json, null, "key of more than"),
                bad("{\"x\":NaN}", ItemError.invalid_json, null, "is not JSON"),
                bad("{\"x\":1,}", ItemError.invalid_json, null, "is not JSON"),
                bad("{\"x\":1}//c", ItemError.invalid_json, null, "is not JSON"),
                bad(text("a", BODY) + "{}", ItemError.invalid_json, null, "after the object"),
                bad(text("a", BODY) + " x", ItemError.invalid_json, null, "is not JSON"),
                bad("{}", ItemError.invalid_request, "custom_id", "custom_id is missing"),
                bad("{\"custom_id\":7}", ItemError.invalid_request, "custom_id", "a number, allowed is a string"),
                bad("{\"custom_id\":null}", ItemError.invalid_request, "custom_id", "null, allowed is a string"),
                bad(text("", BODY), ItemError.invalid_request, "custom_id", "0 characters, allowed are 1 to 256"),
                bad(text("x".repeat(257), BODY), ItemError.invalid_request, "custom_id", "257 characters"),
                bad(text("\u4e2d".repeat(200), BODY), ItemError.invalid_request, "custom_id", "at most 512 bytes"),
                bad(text("a\\u0000", BODY), ItemError.invalid_request, "custom_id", "control character"),
                bad("{\"custom_id\":\"a\"}", ItemError.invalid_request, "method", "method is missing"),
                bad(text("a", BODY).replace("POST", "GET"), ItemError.invalid_method, "method", "allowed is POST"),
                bad("{\"custom_id\":\"a\",\"method\":\"POST\"}", ItemError.invalid_request, "url", "url is missing"),
                bad(
                        "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/embeddings\"}",
                        ItemError.invalid_request,
                        "body",
                        "body is missing"),
                bad(text("a", "[]"), ItemError.invalid_request, "body", "body is an array, allowed is an object"),
                bad(text("a", "null"), ItemError.invalid_request, "body", "body is null"));
    }

    @ParameterizedTest
    @MethodSource("badLines")
    void rejectsABadLineAndSaysWhy(String text, ItemError error, @Nullable String param, String message) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        RequestRejected rejected =
                catchThrowableOfType(RequestRejected.class, () -> ItemLine.parse(bytes, 0, bytes.length));

        assertThat(rejected.problem().error()).isEqualTo(error);
        assertThat(rejected.problem().param()).isEqualTo(param);
        assertThat(rejected).hasMessageContaining(message);
    }

    static Stream<byte[]> badBytes() {
        return Stream.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xC0, (byte) 0x80},
                new byte[] {(byte) 0xC1, (byte) 0xBF},
                new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xE2, (byte) 0x82});
    }

    @ParameterizedTest
    @MethodSource("badBytes")
    void rejectsBytesThatAreNotUtf8(byte[] bad) {
        byte[] text = line("aXb", BODY);
        int at = new String(text, StandardCharsets.UTF_8).indexOf('X');
        byte[] bytes = new byte[text.length - 1 + bad.length];
        System.arraycopy(text, 0, bytes, 0, at);
        System.arraycopy(bad, 0, bytes, at, bad.length);
        System.arraycopy(text, at + 1, bytes, at + bad.length, text.length - at - 1);

        RequestRejected rejected =
                catchThrowableOfType(RequestRejected.class, () -> ItemLine.parse(bytes, 0, bytes.length));

        assertThat(rejected.problem().error()).isEqualTo(ItemError.invalid_json);
        assertThat(rejected).hasMessageContaining("is not UTF-8 at byte " + (at + 1));
    }

    @Test
    void namesTheCustomIdOfALineThatFailsLater() {
        byte[] bytes = "{\"custom_id\":\"mine\",\"method\":\"PUT\",\"url\":\"/v1/embeddings\",\"body\":{}}"
                .getBytes(StandardCharsets.UTF_8);

        RequestRejected rejected =
                catchThrowableOfType(RequestRejected.class, () -> ItemLine.parse(bytes, 0, bytes.length));

        assertThat(rejected.customId()).isEqualTo("mine");
    }

    @Test
    void refusesAUrlThatIsNotTheBatchs() {
        byte[] bytes = new String(line("a", BODY), StandardCharsets.UTF_8)
                .replace("/v1/embeddings", "/v1/chat/completions")
                .getBytes(StandardCharsets.UTF_8);
        ItemLine line = ItemLine.parse(bytes, 0, bytes.length);

        RequestRejected rejected = catchThrowableOfType(RequestRejected.class, () -> line.requireUrl("/v1/embeddings"));

        assertThat(rejected.problem().error()).isEqualTo(ItemError.invalid_url);
        assertThat(rejected.problem().param()).isEqualTo("url");
        assertThat(rejected).hasMessageContaining("allowed are [/v1/embeddings]");
    }

    private static Arguments bad(String text, ItemError error, @Nullable String param, String message) {
        return Arguments.of(text, error, param, message);
    }

    private static byte[] line(String customId, String body) {
        return text(customId, body).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String customId, String body) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":" + body
                + "}";
    }
}
