package io.waybill.receipts.receipt;

import static io.waybill.receipts.receipt.Fields.checkRange;
import static io.waybill.receipts.receipt.Fields.checkText;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the receipts of one batch's items, a million of which differ in few members: what they share is checked and
 * written once, and hashes stay bytes until they are digits. The bytes are those of {@link Receipt#canonical()}, which
 * a test holds it to. Not thread-safe.
 */
public final class BatchReceiptWriter {

    private static final int ID_BYTES = 16;

    private static final byte[] COMMITMENTS = ascii(",\"commitments\":{");
    private static final byte[] INPUT = ascii("\"input\":\"");
    private static final byte[] OUTPUT = ascii("\"output\":\"");
    private static final byte[] AND_OUTPUT = ascii("\",\"output\":\"");
    private static final byte[] COMMITMENTS_END = ascii("\"}");
    private static final byte[] INDEX = ascii(",\"index\":");
    private static final byte[] RECEIPT_ID = ascii("\",\"receipt_id\":\"");
    private static final Map<Outcome, byte[]> OUTCOMES = new EnumMap<>(Outcome.class);

    static {
        for (Outcome outcome : Outcome.values()) {
            OUTCOMES.put(outcome, ascii(",\"outcome\":\"%s\",\"price_nanos\":\"".formatted(outcome.wireName())));
        }
    }

    private final byte[] head; // up to the batch
    private final byte[] keyId;
    private final byte[] tail; // the version
    private final IdentityHashMap<ModelUsed, Model> models = new IdentityHashMap<>();
    private final Kept<Instant> finished = new Kept<>((it, at) -> ReceiptFormat.moment(it, "finished_at", at));
    private final Kept<Instant> started = new Kept<>((it, at) -> ReceiptFormat.moment(it, "started_at", at));
    private final Kept<Energy> energy = new Kept<>(ReceiptFormat::energy);
    private final Kept<Long> price = new Kept<>(ByteWriter::decimal);
    private final ByteWriter out = new ByteWriter(1024);
    private final MessageDigest sha256 = Sha256.digest();

    /**
     * Begins.
     *
     * @param account the pseudonym
     * @param batch the batch's id
     * @param keyId the thumbprint of the key that signs
     */
    public BatchReceiptWriter(String account, String batch, String keyId) {
        checkText("account", account, Fields.ID_MAX);
        checkText("batch", batch, Fields.ID_MAX);
        checkText("key_id", keyId, Fields.ID_MAX);
        this.head = bytes(it -> ReceiptFormat.head(it, account, AttestationType.PLATFORM_OBSERVED, batch));
        this.keyId = bytes(it -> ReceiptFormat.text(it, "key_id", keyId));
        this.tail = bytes(it -> {
            ReceiptFormat.text(it, "version", Receipt.VERSION);
            it.add('}');
        });
    }

    /** {@return the receipt's canonical bytes} */
    public byte[] canonical(Item item) {
        write(item);
        return out.toBytes();
    }

    /** Writes the 32 bytes that stand in the log to a place of an array: SHA-256 of the canonical bytes. */
    public void digest(Item item, byte[] target, int offset) {
        write(item);
        out.digest(sha256, target, offset);
    }

    /** In the order of {@link ReceiptFormat#write}. */
    private void write(Item item) {
        Model model = models.computeIfAbsent(item.model(), Model::of);
        out.clear();
        out.bytes(head);
        commitments(item.input(), item.output());
        Energy used = item.energy();
        if (used != null) {
            energy.write(out, used);
        }
        out.bytes(model.engine());
        finished.write(out, item.finishedAt());
        out.bytes(INDEX);
        CanonicalJson.writeInteger(out, item.index());
        out.bytes(keyId);
        out.bytes(model.name());
        out.bytes(requireNonNull(OUTCOMES.get(item.outcome()), "outcome"));
        price.write(out, item.priceNanos());
        out.bytes(RECEIPT_ID);
        id(item.ids(), item.idAt());
        out.add('"');
        ReceiptFormat.text(out, "reused_receipt", item.reused());
        Instant startedAt = item.startedAt();
        if (startedAt != null) {
            started.write(out, startedAt);
        }
        out.bytes(tail);
    }

    private void commitments(byte[] input, byte[] output) {
        if (input.length > 0) {
            out.bytes(COMMITMENTS);
            out.bytes(INPUT);
            out.hex(input, 0, Commitment.BYTES);
            if (output.length > 0) {
                out.bytes(AND_OUTPUT);
                out.hex(output, 0, Commitment.BYTES);
            }
            out.bytes(COMMITMENTS_END);
        } else if (output.length > 0) {
            out.bytes(COMMITMENTS);
            out.bytes(OUTPUT);
            out.hex(output, 0, Commitment.BYTES);
            out.bytes(COMMITMENTS_END);
        }
    }

    private void id(byte[] ids, int at) {
        out.hex(ids, at, 4);
        for (int pair = 4; pair < 10; pair += 2) {
            out.add('-');
            out.hex(ids, at + pair, 2);
        }
        out.add('-');
        out.hex(ids, at + 10, 6);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] bytes(Consumer<ByteWriter> content) {
        var writer = new ByteWriter(256);
        content.accept(writer);
        return writer.toBytes();
    }

    /**
     * An item's receipt, but for what its batch says.
     *
     * @param index the item's place in the batch
     * @param input commitment, 32 bytes; empty where there is none
     * @param output the same
     * @param energy null where nothing was computed
     * @param startedAt in whole milliseconds; null where it never began, or nobody saw it
     * @param finishedAt in whole milliseconds
     * @param priceNanos in 10^-9 units of the account's currency
     * @param ids array in which the receipt's id stands, 16 bytes
     * @param idAt where
     * @param reused the receipt of the earlier result; null unless the outcome is {@link Outcome#REUSED}
     */
    @SuppressWarnings("ArrayRecordComponent") // written and dropped, compared by nobody
    public record Item(
            long index,
            ModelUsed model,
            byte[] input,
            byte[] output,
            @Nullable Energy energy,
            @Nullable Instant startedAt,
            Instant finishedAt,
            Outcome outcome,
            long priceNanos,
            byte[] ids,
            int idAt,
            @Nullable String reused) {

        /** Checks what a {@link Receipt} checks. */
        public Item {
            checkRange("index", index, 0);
            requireNonNull(model, "model");
            checkCommitment(input);
            checkCommitment(output);
            if (startedAt != null) {
                Timestamps.check("started_at", startedAt);
            }
            Timestamps.check("finished_at", finishedAt);
            requireNonNull(outcome, "outcome");
            if (priceNanos < 0) {
                throw new IllegalArgumentException("price_nanos: %d is negative".formatted(priceNanos));
            }
            if (idAt < 0 || idAt > ids.length - ID_BYTES) {
                throw new IllegalArgumentException("id_at: no 16 bytes stand there");
            }
            if (reused != null) {
                ReceiptId.check(reused);
            }
            if ((reused != null) != (outcome == Outcome.REUSED)) {
                throw new IllegalArgumentException("reused_receipt: stands exactly where the outcome is 'reused'");
            }
        }

        private static void checkCommitment(byte[] commitment) {
            if (commitment.length != 0 && commitment.length != Commitment.BYTES) {
                throw new IllegalArgumentException("a commitment has 32 bytes or none, not " + commitment.length);
            }
        }
    }

    /** The members that name a model, in their two places. */
    @SuppressWarnings("ArrayRecordComponent") // bytes to copy, compared by nobody
    private record Model(byte[] engine, byte[] name) {

        static Model of(ModelUsed model) {
            return new Model(bytes(it -> ReceiptFormat.names(it, "engine", model.engine())), bytes(it -> {
                ReceiptFormat.text(it, "model", model.id());
                ReceiptFormat.text(it, "model_sha256", model.sha256());
            }));
        }
    }

    /** Items of a chunk begin and end together, cost and take the same: the last one's bytes are kept. */
    private static final class Kept<T> {

        private final BiConsumer<ByteWriter, T> format;
        private @Nullable T last; // null before the first
        private byte[] written = {};

        Kept(BiConsumer<ByteWriter, T> format) {
            this.format = format;
        }

        void write(ByteWriter out, T value) {
            if (!value.equals(last)) {
                written = bytes(it -> format.accept(it, value));
                last = value;
            }
            out.bytes(written);
        }
    }
}
