package io.waybill.activities.worker;

import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps data out of workflow history. Changes nothing; refuses what is far too large here, where it is written, and not
 * at the server's limit of 2 MiB in production.
 */
final class PayloadGuard implements PayloadCodec {

    /** What a payload of ours never needs. */
    static final int BYTES_MAX = 64 * 1024;

    /** What a payload of ours should stay under. */
    static final int BYTES_WANTED = 10 * 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(PayloadGuard.class);

    @Override
    public List<Payload> encode(List<Payload> payloads) {
        for (Payload payload : payloads) {
            int bytes = payload.getData().size();
            if (bytes > BYTES_MAX) {
                throw new PayloadTooLarge(bytes);
            }
            if (bytes > BYTES_WANTED) {
                LOGGER.atWarn().addKeyValue("bytes", bytes).log("a payload is larger than it should be");
            }
        }
        return payloads;
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
        return payloads;
    }
}
