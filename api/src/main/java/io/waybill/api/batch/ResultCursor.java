package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.batch.ResultOrder;
import io.waybill.activities.batch.ResultPlace;
import io.waybill.api.error.ApiFailure;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * A place in the results of one batch in one order, as clients keep it: opaque to them, and refused where it belongs to
 * another list.
 */
record ResultCursor(UUID batchId, ResultOrder order, ResultPlace place) {

    /** So that no other list's cursor, nor one of a later form, is taken for one of these. */
    private static final byte KIND = 'r';

    private static final int BYTES = 1 + 1 + 16 + 8 + 4;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    ResultCursor {
        requireNonNull(batchId, "batchId");
        requireNonNull(order, "order");
        requireNonNull(place, "place");
    }

    String render() {
        return ENCODER.encodeToString(ByteBuffer.allocate(BYTES)
                .put(KIND)
                .put(code(order))
                .putLong(batchId.getMostSignificantBits())
                .putLong(batchId.getLeastSignificantBits())
                .putLong(place.position())
                .putInt(place.index())
                .array());
    }

    /**
     * {@return the place that {@code text} says}
     *
     * @param param whose value it is
     * @throws ApiFailure where it is no cursor of these results in this order
     */
    static ResultPlace parse(String param, String text, UUID batchId, ResultOrder order) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == BYTES && bytes.get() == KIND) {
                var same = bytes.get() == code(order) && new UUID(bytes.getLong(), bytes.getLong()).equals(batchId);
                if (same) {
                    return new ResultPlace(bytes.getLong(), bytes.getInt());
                }
            }
        } catch (IllegalArgumentException _) {
            // answered below
        }
        throw ApiFailure.invalid(
                param,
                param + " is not a cursor of the results of this batch in the order " + order
                        + "; pass the cursor of a line, or last_id of a page, as it was given");
    }

    private static byte code(ResultOrder order) {
        return switch (order) {
            case input -> 'i';
            case completion -> 'c';
        };
    }
}
