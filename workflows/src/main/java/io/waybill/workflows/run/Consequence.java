package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.AbandonItems;
import java.time.Duration;
import java.util.List;

/** What follows from a run that did not end all of its items. */
sealed interface Consequence {

    /** Run these after a delay, which may be zero. */
    record Again(List<ChunkRun> runs, Duration delay) implements Consequence {

        /** Copies the list. */
        public Again {
            runs = List.copyOf(runs);
            requireNonNull(delay, "delay");
        }
    }

    /** Run this when nothing else of the loop is in flight. */
    record Alone(ChunkRun run) implements Consequence {

        /** Checks that what must be there is. */
        public Alone {
            requireNonNull(run, "run");
        }
    }

    /** Run this when a worker has its model. */
    record AwaitModel(ChunkRun run) implements Consequence {

        /** Checks that what must be there is. */
        public AwaitModel {
            requireNonNull(run, "run");
        }
    }

    /** End these items as failed. */
    record GiveUp(AbandonItems items) implements Consequence {

        /** Checks that what must be there is. */
        public GiveUp {
            requireNonNull(items, "items");
        }
    }
}
