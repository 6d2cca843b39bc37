package io.waybill.api.idempotency;

import static java.util.Objects.requireNonNull;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** An answer as bytes, so that it can be kept and sent again unchanged. */
@SuppressWarnings("ArrayRecordComponent") // bytes sent as they are, never compared
public record Answer(int status, byte[] body, boolean replayed) {

    /** Checks that what must be there is. */
    public Answer {
        requireNonNull(body, "body");
    }

    /** {@return a first answer} */
    public static Answer first(int status, byte[] body) {
        return new Answer(status, body, false);
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
