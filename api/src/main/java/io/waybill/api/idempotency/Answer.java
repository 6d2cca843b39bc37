package io.waybill.api.idempotency;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An answer as bytes, so that it can be kept and sent again unchanged.
 *
 * @param also changes the database in the transaction that keeps the answer; where none does, it is its caller's to do.
 *     Null where nothing is left to do
 */
@SuppressWarnings("ArrayRecordComponent") // bytes sent as they are, never compared
public record Answer(
        int status, byte[] body, boolean replayed, @Nullable Runnable also) {

    /** Checks that what must be there is. */
    public Answer {
        requireNonNull(body, "body");
    }

    /** {@return a first answer} */
    public static Answer first(int status, byte[] body) {
        return new Answer(status, body, false, null);
    }

    /** {@return the same with what goes with it} */
    public Answer with(Runnable work) {
        return new Answer(status, body, replayed, requireNonNull(work, "work"));
    }

    /** {@return an answer that was given before} */
    static Answer again(int status, byte[] body) {
        return new Answer(status, body, true, null);
    }

    /** {@return the answer as JSON; one that was given before says so} */
    public ResponseEntity<byte[]> toResponse() {
        var response = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
        if (replayed) {
            response.header(Idempotency.REPLAYED_HEADER, "true");
        }
        return response.body(body);
    }
}
