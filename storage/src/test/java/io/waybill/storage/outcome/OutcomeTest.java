package io.waybill.storage.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.storage.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static final String INPUT = Sha256.hex(bytes("input"));

    @Test
    void writesResultsThenErrorsThenTheBlock() throws Exception {
        var writer = new OutcomeWriter();
        writer.succeeded(7, 12, 3300, INPUT, bytes("{\"a\":1}"));
        writer.failed(9, "context_length_exceeded", 700, 0, INPUT, bytes("{\"e\":9}"));
        writer.succeeded(10, 3, 1100, INPUT, bytes("xx{}yy"), 2, 2);

        var object = writer.finish();

        var lines = "{\"a\":1}\n{}\n{\"e\":9}\n";
        assertThat(new String(object.content(), 0, lines.length(), StandardCharsets.UTF_8))
                .isEqualTo(lines);
        assertThat(object.content()).hasSize(lines.length() + object.outcomeBytes());
        assertThat(object.sha256()).isEqualTo(Sha256.hex(object.content()));
        assertThat(object.block())
                .isEqualTo(new OutcomeBlock(
                        11,
                        8,
                        Sha256.hex(bytes("{\"a\":1}\n{}\n")),
                        Sha256.hex(bytes("{\"e\":9}\n")),
                        List.of(
                                new ItemOutcome(7, true, "", 12, 3300, INPUT, Sha256.hex(bytes("{\"a\":1}")), 0, 8),
                                new ItemOutcome(
                                        9,
                                        false,
                                        "context_length_exceeded",
                                        700,
                                        0,
                                        INPUT,
                                        Sha256.hex(bytes("{\"e\":9}")),
                                        0,
                                        8),
                                new ItemOutcome(10, true, "", 3, 1100, INPUT, Sha256.hex(bytes("{}")), 8, 3))));
        assertThat(object.block().succeeded()).isEqualTo(2);
        assertThat(object.block().failed()).isEqualTo(1);
        assertThat(object.block().tokens()).isEqualTo(15);
    }

    @Test
    void readsBackWhatWasWritten() throws Exception {
        var seed = new Random().nextLong();
        for (var round = 0; round < 200; round++) {
            var object = random(new Random(seed + round), 40);

            var parsed = OutcomeObject.parse(object.content());
            var block = OutcomeBlock.parse(blockOf(object));

            assertThat(parsed.block()).describedAs("seed %d", seed + round).isEqualTo(object.block());
            assertThat(parsed.outcomeBytes()).isEqualTo(object.outcomeBytes());
            assertThat(parsed.sha256()).isEqualTo(object.sha256());
            assertThat(block).isEqualTo(object.block());
        }
    }

    @Test
    void readsTheHashesAloneAsItReadsThemWithAllElse() throws Exception {
        var object = random(new Random(4), 60);

        var digests = OutcomeDigests.parse(blockOf(object));

        assertThat(digests.resultBytes()).isEqualTo(object.block().resultBytes());
        assertThat(digests.errorBytes()).isEqualTo(object.block().errorBytes());
        assertThat(digests.size()).isEqualTo(object.block().items().size());
        for (var place = 0; place < digests.size(); place++) {
            var item = object.block().items().get(place);
            assertThat(digests.index(place)).isEqualTo(item.index());
            assertThat(digests.micros(place)).isEqualTo(item.micros());
            assertThat(HexFormat.of().formatHex(digests.inputSha256(place))).isEqualTo(item.inputSha256());
            assertThat(HexFormat.of().formatHex(digests.outputSha256(place))).isEqualTo(item.outputSha256());
        }
    }

    @Test
    void writesAnOutcomeWithoutItems() throws Exception {
        var object = new OutcomeWriter().finish();

        var parsed = OutcomeObject.parse(object.content());

        assertThat(parsed.block().items()).isEmpty();
        assertThat(parsed.block().resultBytes()).isZero();
    }

    @Test
    void takesUnderAHundredAndTenBytesAnItem() {
        var object = random(new Random(1), 512);

        assertThat(object.outcomeBytes() / object.block().items().size()).isLessThan(110);
    }

    @Test
    void refusesABlockThatIsCutOffAnywhere() {
        var block = blockOf(random(new Random(2), 5));

        for (var length = 0; length < block.length; length++) {
            var cut = Arrays.copyOf(block, length);

            assertThatThrownBy(() -> OutcomeBlock.parse(cut))
                    .describedAs("cut to %d bytes", length)
                    .isInstanceOf(OutcomeCorrupt.class);
        }
        assertThatThrownBy(() -> OutcomeBlock.parse(Arrays.copyOf(block, block.length + 1)))
                .isInstanceOf(OutcomeCorrupt.class);
    }

    @Test
    void refusesABlockWithAnyBitTurned() {
        var block = blockOf(random(new Random(3), 5));

        for (var bit = 0; bit < 8 * block.length; bit++) {
            var damaged = block.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);

            assertThatThrownBy(() -> OutcomeBlock.parse(damaged))
                    .describedAs("bit %d", bit)
                    .isInstanceOf(OutcomeCorrupt.class);
            assertThatThrownBy(() -> OutcomeDigests.parse(damaged))
                    .describedAs("bit %d turned", bit)
                    .isInstanceOf(OutcomeCorrupt.class);
        }
    }

    @Test
    void refusesContradictionsEvenWhereTheHashIsRight() {
        var object = random(new Random(4), 30);
        var random = new Random(5);
        var accepted = 0;

        for (var round = 0; round < 5000; round++) {
            var block = blockOf(object);
            block[random.nextInt(OutcomeFormat.HEADER_BYTES + 200)] = (byte) random.nextInt();
            seal(block);
            accepted += parses(block) ? 1 : 0;
        }

        // What stays are other values of the same shape, such as another hash or number of tokens.
        assertThat(accepted).isBetween(1, 4000);
    }

    @Test
    void saysWhichVersionItDoesNotKnow() {
        var block = blockOf(random(new Random(6), 3));
        ByteBuffer.wrap(block).putShort(4, (short) 2);
        seal(block);

        assertThatThrownBy(() -> OutcomeBlock.parse(block)).hasMessage("outcome block has version 2, known is 1");
    }

    @Test
    void refusesItemsOutOfOrderAndMisplacedLines() {
        var writer = new OutcomeWriter();
        writer.succeeded(1, 0, 0, INPUT, bytes("a"));
        writer.succeeded(2, 0, 0, INPUT, bytes("b"));
        var firstItem = OutcomeFormat.HEADER_BYTES;
        var swapped = blockOf(writer.finish());
        ByteBuffer.wrap(swapped).putInt(firstItem, 2);
        seal(swapped);
        var misplaced = blockOf(writer.finish());
        ByteBuffer.wrap(misplaced).putLong(firstItem + 20, 1);
        seal(misplaced);

        assertThatThrownBy(() -> OutcomeBlock.parse(swapped)).hasMessageContaining("item 2 after item 2");
        assertThatThrownBy(() -> OutcomeBlock.parse(misplaced)).hasMessageContaining("line of item 1 at 1");
    }

    @Test
    void refusesAnObjectWhoseLinesAreNotThoseOfItsBlock() {
        var object = random(new Random(7), 20);
        var damaged = object.content().clone();
        damaged[0] ^= 1;
        var shorter = Arrays.copyOfRange(object.content(), 1, object.content().length);

        assertThatThrownBy(() -> OutcomeObject.parse(damaged))
                .isInstanceOf(OutcomeCorrupt.class)
                .hasMessageContaining("lines have SHA-256");
        assertThatThrownBy(() -> OutcomeObject.parse(shorter))
                .isInstanceOf(OutcomeCorrupt.class)
                .hasMessageContaining("bytes of lines, its block says");
        assertThatThrownBy(() -> OutcomeObject.parse(new byte[0])).isInstanceOf(OutcomeCorrupt.class);
        assertThatThrownBy(() -> OutcomeObject.parse(new byte[500])).isInstanceOf(OutcomeCorrupt.class);
    }

    @Test
    void refusesWhatTheFormatCannotHold() {
        var writer = new OutcomeWriter();
        writer.succeeded(5, 1, 1, INPUT, bytes("{}"));

        assertThatThrownBy(() -> writer.succeeded(5, 1, 1, INPUT, bytes("{}"))).hasMessage("item 5 must be 6 or more");
        assertThatThrownBy(() -> writer.succeeded(6, -1, 1, INPUT, bytes("{}"))).hasMessageContaining("-1 tokens");
        assertThatThrownBy(() -> writer.succeeded(6, 1, 1, "abc", bytes("{}"))).hasMessageContaining("no SHA-256");
        assertThatThrownBy(() -> writer.succeeded(6, 1, 1, "z".repeat(64), bytes("{}")))
                .hasMessageContaining("no SHA-256");
        assertThatThrownBy(() -> writer.succeeded(6, 1, 1, INPUT, bytes("{\n}")))
                .hasMessageContaining("newline at byte 1");
        assertThatThrownBy(() -> writer.failed(6, "", 1, 1, INPUT, bytes("{}"))).hasMessageContaining("1 to 64");
        assertThatThrownBy(() -> writer.failed(6, "x".repeat(65), 1, 1, INPUT, bytes("{}")))
                .hasMessageContaining("1 to 64");
        assertThat(writer.finish().block().items()).hasSize(1);
    }

    @Test
    void refusesMoreItemsThanABlockHolds() {
        var writer = new OutcomeWriter();
        for (var i = 0; i < OutcomeBlock.ITEMS_MAX; i++) {
            writer.succeeded(i, 1, 1, INPUT, bytes("{}"));
        }

        assertThatThrownBy(() -> writer.succeeded(OutcomeBlock.ITEMS_MAX, 1, 1, INPUT, bytes("{}")))
                .hasMessage("a chunk has at most 4096 items");
    }

    @Test
    void refusesALineThatMakesTheObjectTooLong() {
        var writer = new OutcomeWriter();
        var line = new byte[16 * 1024 * 1024];
        for (var i = 0; i < 3; i++) {
            writer.succeeded(i, 1, 1, INPUT, line);
        }

        assertThatThrownBy(() -> writer.succeeded(3, 1, 1, INPUT, line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("item 3")
                .hasMessageContaining("over 67108864 bytes");
    }

    private static OutcomeObject random(Random random, int items) {
        var writer = new OutcomeWriter();
        var index = 0;
        for (var i = 0; i < items; i++) {
            index += 1 + random.nextInt(3);
            var line = "x".repeat(random.nextInt(300)).getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0) {
                writer.failed(
                        index, "code_" + random.nextInt(5), random.nextInt(10), random.nextInt(9999), INPUT, line);
            } else {
                writer.succeeded(index, random.nextInt(100), random.nextInt(1000), INPUT, line);
            }
        }
        return writer.finish();
    }

    private static byte[] blockOf(OutcomeObject object) {
        var content = object.content();
        return Arrays.copyOfRange(content, content.length - object.outcomeBytes(), content.length);
    }

    private static void seal(byte[] block) {
        var sha256 = new Sha256();
        sha256.update(block, 0, block.length - OutcomeFormat.TRAILER_BYTES);
        System.arraycopy(sha256.digest(), 0, block, block.length - OutcomeFormat.TRAILER_BYTES, Sha256.BYTES);
    }

    private static boolean parses(byte[] block) {
        try {
            OutcomeBlock.parse(block);
            return true;
        } catch (OutcomeCorrupt _) {
            return false;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
