package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.batch.ResultPlace;
import io.waybill.api.error.ApiFailure;
import io.waybill.workflows.batch.BatchState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has read the events of a batch: the id of the last one. Opaque to clients.
 *
 * @param milestones bits of the milestones that were told
 * @param state the last that was told; null before the first
 * @param ended how many items the last progress counted
 * @param place of the last item that was told; null before the first
 */
record EventCursor(
        UUID batchId,
        int milestones,
        @Nullable BatchState state,
        long ended,
        @Nullable ResultPlace place) {

    private static final byte KIND = 'e';
    /** Of the fixed part; the name of the state follows. */
    private static final int BYTES = 1 + 16 + 1 + 8 + 8 + 4;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    EventCursor {
        requireNonNull(batchId, "batchId");
    }

    static EventCursor beginning(UUID batchId) {
        return new EventCursor(batchId, 0, null, 0, null);
    }

    EventCursor told(BatchState now) {
        return new EventCursor(batchId, milestones, now, ended, place);
    }

    EventCursor passed(int milestone, BatchState now) {
        return new EventCursor(batchId, milestones | milestone, now, ended, place);
    }

    EventCursor counted(long now) {
        return new EventCursor(batchId, milestones, state, now, place);
    }

    EventCursor readTo(ResultPlace last) {
        return new EventCursor(batchId, milestones, state, ended, last);
    }

    String render() {
        var last = place;
        var name = (state == null ? "" : state.name()).getBytes(StandardCharsets.US_ASCII);
        return ENCODER.encodeToString(ByteBuffer.allocate(BYTES + name.length)
                .put(KIND)
                .putLong(batchId.getMostSignificantBits())
                .putLong(batchId.getLeastSignificantBits())
                .put((byte) milestones)
                .putLong(ended)
                .putLong(last == null ? 0 : last.position())
                .putInt(last == null ? -1 : last.index())
                .put(name)
                .array());
    }

    /**
     * {@return what {@code text} says}
     *
     * @throws ApiFailure where it is no id of an event of this batch
     */
    static EventCursor parse(String param, String text, UUID batchId) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() >= BYTES
                    && bytes.get() == KIND
                    && new UUID(bytes.getLong(), bytes.getLong()).equals(batchId)) {
                return read(bytes, batchId);
            }
        } catch (IllegalArgumentException _) {
            // answered below
        }
        throw ApiFailure.invalid(
                param, param + " is not the id of an event of this batch; send the last id as it was given");
    }

    private static EventCursor read(ByteBuffer bytes, UUID batchId) {
        var milestones = bytes.get();
        var ended = bytes.getLong();
        var position = bytes.getLong();
        var index = bytes.getInt();
        var name = StandardCharsets.US_ASCII.decode(bytes).toString();
        return new EventCursor(
                batchId,
                milestones,
                name.isEmpty() ? null : BatchState.valueOf(name),
                ended,
                index < 0 ? null : new ResultPlace(position, index));
    }
}
