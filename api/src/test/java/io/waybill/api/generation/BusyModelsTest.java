package io.waybill.api.generation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BusyModelsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final BusyModels busy = new BusyModels(nanos::get);

    @Test
    void saysForAMomentWhatTheWorkersSaid() {
        busy.note("a", new ApiFailure(ApiError.MODEL_BUSY, "too many wait"));

        assertThatThrownBy(() -> busy.check("a")).isInstanceOf(ApiFailure.class).hasMessage("too many wait");
        assertThatCode(() -> busy.check("b")).doesNotThrowAnyException();

        nanos.addAndGet(Duration.ofMillis(200).toNanos());
        assertThatCode(() -> busy.check("a")).doesNotThrowAnyException();
    }

    @Test
    void remembersNoOtherFailure() {
        busy.note("a", new ApiFailure(ApiError.INFERENCE_UNAVAILABLE, "no worker answers"));

        assertThatCode(() -> busy.check("a")).doesNotThrowAnyException();
    }
}
