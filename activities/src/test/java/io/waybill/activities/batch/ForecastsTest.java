package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.tenant.Tenancy;
import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.PreparedBatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Forecasts from rows, with a clock that stands. */
class ForecastsTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    @Test
    void tellsTheRestByThePaceSoFarAcrossAccounts() {
        BatchWorld world = new BatchWorld(ACTIVITIES);
        Forecasts forecasts = ACTIVITIES.bean(Forecasts.class);
        UUID account = world.account();
        Forecasts.Prediction guessed = forecasts.predict("echo", Lane.low, 100, 0.5);
        String batch = world.submit(account, false, BatchWorld.lines(100));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        List<ChunkRef> chunks = world.chunks(batch, plan);
        ACTIVITIES.clock().advance(Duration.ofSeconds(5));
        chunks.subList(0, 50)
                .forEach(chunk -> world.settle(batch, world.inference(batch).run(chunk)));
        ACTIVITIES.clock().advance(Duration.ofSeconds(5));

        Optional<Duration> rest = forecasts.remaining(world.batch(batch));
        Forecasts.Prediction another;
        try (var _ = Tenancy.as(world.account())) {
            another = forecasts.predict("echo", Lane.low, 10, 9);
        }
        Forecasts.Prediction first = forecasts.predict("echo", Lane.high, 10, 9);

        assertThat(guessed).isEqualTo(new Forecasts.Prediction(Duration.ofSeconds(50), false));
        assertThat(rest).contains(Duration.ofSeconds(10));
        // 10 of its own and 10 of the 50 that share the lane, at 5 a second.
        assertThat(another).isEqualTo(new Forecasts.Prediction(Duration.ofSeconds(4), true));
        assertThat(first).isEqualTo(new Forecasts.Prediction(Duration.ofSeconds(2), true));
    }
}
