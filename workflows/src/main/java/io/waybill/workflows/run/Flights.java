package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.inference.InferredChunk;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a loop that were handed to the workers. Each has a scope of its own, so that it can be taken back: one
 * that waits in a queue leaves it at once; one that a worker has begun may still write its outcome, which its second
 * run then finds instead of computing it again.
 */
final class Flights {

    private final Inference inference;
    private final Consumer<Landed> landed;
    private final Set<Flight> open = new LinkedHashSet<>();
    private int notTaken;

    /**
     * Begins with none.
     *
     * @param landed called when one has ended
     */
    Flights(Inference inference, Consumer<Landed> landed) {
        this.inference = requireNonNull(inference, "inference");
        this.landed = requireNonNull(landed, "landed");
    }

    /** {@return how many there are} */
    int count() {
        return open.size() + notTaken;
    }

    /** Called for each that has {@link Landed} and is acted on. */
    void take() {
        notTaken--;
    }

    void start(ChunkRun run, Lane lane) {
        var flight = new Flight();
        open.add(flight);
        CancellationScope scope =
                Workflow.newCancellationScope(() -> inference.infer(run, lane).handle((answer, failure) -> {
                    open.remove(flight);
                    notTaken++;
                    landed.accept(new Landed(
                            run, answer, failure, flight.recalled && answer == null && isCancelled(failure)));
                    return answer;
                }));
        flight.scope = scope;
        scope.run();
    }

    /** Takes all of them back: each lands as recalled, unless its answer is quicker. */
    void recall() {
        for (Flight flight : new ArrayList<>(open)) {
            CancellationScope scope = flight.scope;
            if (scope != null) {
                flight.recalled = true;
                scope.cancel("another lane");
            }
        }
    }

    private static boolean isCancelled(@Nullable RuntimeException failure) {
        return failure instanceof CanceledFailure
                || (failure instanceof ActivityFailure && failure.getCause() instanceof CanceledFailure);
    }

    /** A run that has ended and has not been acted on: answered, failed or recalled. */
    record Landed(
            ChunkRun run,
            @Nullable InferredChunk answer, // null where it was not answered
            @Nullable RuntimeException failure, // null where it was answered
            boolean recalled) {}

    private static final class Flight {

        private @Nullable CancellationScope scope; // null until started
        private boolean recalled;
    }
}
