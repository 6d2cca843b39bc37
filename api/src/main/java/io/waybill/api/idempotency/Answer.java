package io.waybill.api.idempotency;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An answer as bytes, so that it can be kept and sent again unchanged.
 *
 * @param charge reference of the open charge that pays for it; null where there is none, or it is closed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes sent as they are, never compared
public record Answer(
        int status, byte[] body, boolean replayed, @Nullable String charge) {

    /** Checks that what must be there is. */
    public Answer {
        requireNonNull(body, "body");
    }

    /** {@return a first answer} */
    public static Answer first(int status, byte[] body) {
        return new Answer(status, body, false, null);
    }

    /** {@return a first answer that was charged under {@code reference}} */
    public static Answer charged(int status, byte[] body, String reference) {
        return new Answer(status, body, false, requireNonNull(reference, "reference"));
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
