package io.waybill.receipts.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.receipts.receipt.BatchReceiptWriter.Item;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchReceiptWriterTest {

    private static final String BATCH = "batch_0198c0ffee";
    private static final String ACCOUNT = "acct_7d0c4f1e5a";
    private static final ModelUsed NAMED = new ModelUsed(
            "all-minilm-l6-v2",
            "0123456789abcdef".repeat(4),
            Map.of("onnxruntime", "1.28.0", "djl", "0.38.0", "größe", "\"1\""));
    private static final ModelUsed BARE = new ModelUsed("m", null, Map.of());

    @Test
    void writesTheBytesOfAnyReceiptOfABatch() {
        var random = new Random(20_260_101);
        var writer = new BatchReceiptWriter(ACCOUNT, BATCH, Receipts.KEY_ID);

        for (int i = 0; i < 20_000; i++) {
            Item item = item(random);
            byte[] expected = receipt(item).canonical();
            byte[] digest = new byte[40];
            writer.digest(item, digest, 5);

            assertThat(writer.canonical(item)).isEqualTo(expected);
            assertThat(Arrays.copyOfRange(digest, 5, 37))
                    .isEqualTo(receipt(item).digest());
        }
    }

    @Test
    void refusesWhatAReceiptRefuses() {
        byte[] id = new byte[16];

        assertThatThrownBy(() -> item(-1, id, Instant.EPOCH, Outcome.FAILED, 0, null))
                .hasMessageContaining("index");
        assertThatThrownBy(() -> item(0, new byte[15], Instant.EPOCH, Outcome.FAILED, 0, null))
                .hasMessageContaining("id_at");
        assertThatThrownBy(() -> item(0, id, Instant.EPOCH.plusNanos(1), Outcome.FAILED, 0, null))
                .hasMessageContaining("finished_at");
        assertThatThrownBy(() -> item(0, id, Instant.EPOCH, Outcome.FAILED, -1, null))
                .hasMessageContaining("price_nanos");
        assertThatThrownBy(() -> item(0, id, Instant.EPOCH, Outcome.REUSED, 0, null))
                .hasMessageContaining("reused_receipt");
        assertThatThrownBy(() -> new BatchReceiptWriter("", BATCH, Receipts.KEY_ID))
                .hasMessageContaining("account");
    }

    private static Item item(
            long index, byte[] id, Instant finished, Outcome outcome, long price, @Nullable String reused) {
        return new Item(index, BARE, new byte[0], new byte[0], null, null, finished, outcome, price, id, 0, reused);
    }

    private static Item item(Random random) {
        List<Outcome> outcomes = List.of(Outcome.values());
        Outcome outcome = outcomes.get(random.nextInt(outcomes.size()));
        Instant finished = Instant.ofEpochMilli(1_760_000_000_000L + random.nextInt(3) * 1_234_567_891L);
        byte[] ids = new byte[48];
        random.nextBytes(ids);
        return new Item(
                random.nextLong(CanonicalJson.INTEGER_MAX >> random.nextInt(53)),
                random.nextInt(4) == 0 ? BARE : NAMED,
                random.nextInt(4) == 0 ? new byte[0] : hash(random),
                random.nextInt(3) == 0 ? new byte[0] : hash(random),
                random.nextInt(3) == 0
                        ? null
                        : Energy.of(random.nextBoolean(), random.nextLong(1L << oftenOne(random, 40)), 60, 40),
                random.nextInt(3) == 0 ? null : finished.minusMillis(random.nextInt(2)),
                finished,
                outcome,
                random.nextLong(Long.MAX_VALUE >> (63 - oftenOne(random, 64))),
                ids,
                16 * random.nextInt(3),
                outcome == Outcome.REUSED ? ReceiptId.of(Arrays.copyOf(hash(random), 16)) : null);
    }

    /** Small numbers follow each other, as they do in a batch. */
    private static int oftenOne(Random random, int bound) {
        return random.nextBoolean() ? 1 : random.nextInt(1, bound);
    }

    private static byte[] hash(Random random) {
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        return hash;
    }

    private static Receipt receipt(Item item) {
        return new Receipt(
                ReceiptId.of(Arrays.copyOfRange(item.ids(), item.idAt(), item.idAt() + 16)),
                ACCOUNT,
                AttestationType.PLATFORM_OBSERVED,
                new BatchPlace(BATCH, item.index()),
                item.model(),
                new Commitments(hex(item.input()), hex(item.output()), null),
                item.startedAt(),
                item.finishedAt(),
                item.outcome(),
                item.priceNanos(),
                item.energy(),
                item.reused(),
                Map.of(),
                Receipts.KEY_ID);
    }

    private static @Nullable String hex(byte[] bytes) {
        return bytes.length == 0 ? null : HexFormat.of().formatHex(bytes);
    }
}
