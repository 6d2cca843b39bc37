package io.waybill.activities.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadGuardTest {

    private final PayloadGuard guard = new PayloadGuard();

    @Test
    void changesNothing() {
        List<Payload> payloads = List.of(payload(PayloadGuard.BYTES_MAX));

        assertThat(guard.encode(payloads)).isEqualTo(payloads);
        assertThat(guard.decode(payloads)).isEqualTo(payloads);
    }

    @Test
    void refusesDataInHistory() {
        List<Payload> payloads = List.of(payload(10), payload(PayloadGuard.BYTES_MAX + 1));

        assertThatThrownBy(() -> guard.encode(payloads))
                .isInstanceOf(PayloadTooLarge.class)
                .hasMessageContaining("65537 bytes, allowed are at most 65536");
    }

    private static Payload payload(int bytes) {
        return Payload.newBuilder()
                .setData(ByteString.copyFrom(new byte[bytes]))
                .build();
    }
}
