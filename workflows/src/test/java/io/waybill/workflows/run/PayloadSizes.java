package io.waybill.workflows.run;

import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes the largest payload; what is over the limit could not be encoded, as a real server would refuse it. */
final class PayloadSizes implements PayloadCodec {

    /** History holds references, not data. */
    static final int BYTES_MAX = 10_000;

    private final AtomicInteger largest = new AtomicInteger();

    @Override
    public List<Payload> encode(List<Payload> payloads) {
        for (Payload payload : payloads) {
            largest.accumulateAndGet(payload.getSerializedSize(), Math::max);
        }
        return payloads;
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
        return payloads;
    }

    int largest() {
        return largest.get();
    }
}
