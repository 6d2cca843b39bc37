package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.time.Duration;
import java.util.Optional;

/**
 * How long items take, by what was observed of their model lately and by what waits before them. Thread-safe; a call
 * costs no query where another asked within a second. It counts over all accounts, and tells nothing of them but time.
 */
public interface Forecasts {

    /** {@return how long a batch that is in progress still takes; empty where nothing is known, or it does not run} */
    Optional<Duration> remaining(Batch batch);

    /**
     * {@return how long {@code items} more items would take from now on, with what waits before them}
     *
     * @param model its id
     * @param secondsPerItem expected on one thread, for a model that nobody has seen at work
     */
    Prediction predict(String model, Lane lane, long items, double secondsPerItem);

    /**
     * What is expected.
     *
     * @param observed whether the model was seen at work; else its manifest says
     */
    record Prediction(Duration duration, boolean observed) {

        /** Checks that what must be there is. */
        public Prediction {
            requireNonNull(duration, "duration");
        }
    }
}
