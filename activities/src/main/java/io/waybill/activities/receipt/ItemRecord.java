package io.waybill.activities.receipt;

import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Outcome;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an item's receipt is made of, beside what its whole batch shares: {@value #BYTES} bytes, big-endian
 * (docs/formats.md).
 *
 * @param index the item's place in the batch's input
 * @param modelId row of {@code model}; -1 where its line names none
 * @param micros time the model took; -1 where it never ran
 * @param ranMillis how long before its end its run began; -1 where nobody says
 * @param finishedMillis since 1970
 * @param input commitment, 32 bytes; empty where there is none
 * @param output the same
 * @param source the item whose result it was given, which then has no commitments of its own; null where none was
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of receipts, compared by nobody
record ItemRecord(
        int index,
        Outcome outcome,
        int modelId,
        int micros,
        int ranMillis,
        long priceNanos,
        long finishedMillis,
        byte[] input,
        byte[] output,
        @Nullable Source source) {

    static final int BYTES = 96;

    private static final int SOURCE_BYTES = 12;

    /** No commitment. */
    static final byte[] NONE = {};

    private static final int HAS_INPUT = 1;
    private static final int HAS_OUTPUT = 2;
    private static final int HAS_SOURCE = 4;

    void write(ByteBuffer out) {
        int end = out.position() + BYTES;
        out.putInt(index)
                .put((byte) code(outcome))
                .put((byte) ((input.length == 0 ? 0 : HAS_INPUT)
                        | (output.length == 0 ? 0 : HAS_OUTPUT)
                        | (source == null ? 0 : HAS_SOURCE)))
                .putShort((short) modelId)
                .putInt(micros)
                .putInt(ranMillis + 1)
                .putLong(priceNanos)
                .putLong(finishedMillis);
        if (source == null) {
            put(out, input);
        } else {
            out.putLong(source.ordinal()).putInt(source.index()).put(new byte[Commitment.BYTES - SOURCE_BYTES]);
        }
        put(out, output);
        if (out.position() != end) {
            throw new IllegalStateException("a record of another length");
        }
    }

    static ItemRecord read(ByteBuffer in) {
        int index = in.getInt();
        Outcome outcome = outcome(in.get());
        int flags = in.get();
        int modelId = in.getShort();
        int micros = in.getInt();
        int ranMillis = in.getInt() - 1;
        long priceNanos = in.getLong();
        long finishedMillis = in.getLong();
        int inputAt = in.position();
        byte[] input = take(in, (flags & HAS_INPUT) != 0);
        byte[] output = take(in, (flags & HAS_OUTPUT) != 0);
        return new ItemRecord(
                index,
                outcome,
                modelId,
                micros,
                ranMillis,
                priceNanos,
                finishedMillis,
                input,
                output,
                (flags & HAS_SOURCE) == 0 ? null : new Source(in.getLong(inputAt), in.getInt(inputAt + Long.BYTES)));
    }

    /** Another item, by its batch's ordinal. */
    record Source(long ordinal, int index) {}

    private static void put(ByteBuffer out, byte[] commitment) {
        out.put(commitment.length == 0 ? new byte[Commitment.BYTES] : commitment);
    }

    private static byte[] take(ByteBuffer in, boolean there) {
        if (!there) {
            in.position(in.position() + Commitment.BYTES);
            return NONE;
        }
        var bytes = new byte[Commitment.BYTES];
        in.get(bytes);
        return bytes;
    }

    private static int code(Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> 1;
            case FAILED -> 2;
            case CANCELLED -> 3;
            case EXPIRED -> 4;
            case REUSED -> 5;
        };
    }

    private static Outcome outcome(int code) {
        for (Outcome outcome : Outcome.values()) {
            if (code(outcome) == code) {
                return outcome;
            }
        }
        throw new ReceiptsDamaged("a record of outcome " + code);
    }
}
