package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ApplicationFailure;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchInput.Resumption;
import io.waybill.workflows.batch.Steered;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes into an open batch while it runs. Each addition is a shard of its own, priced and held before it is
 * answered; additions, and the seal after the last of them, take turns with the other commands.
 */
final class Intake {

    private final Steps steps;
    private final Steering steering;
    private final Consumer<AddedItems> grown;
    private final boolean taking;
    private boolean open;
    private @Nullable ShardFleet fleet; // null before items can run

    /**
     * Begins as {@code input} says.
     *
     * @param grown called after each addition
     */
    Intake(BatchInput input, Steps steps, Steering steering, Consumer<AddedItems> grown) {
        Resumption resumption = input.resumption();
        this.steps = requireNonNull(steps, "steps");
        this.steering = requireNonNull(steering, "steering");
        this.grown = requireNonNull(grown, "grown");
        this.taking = input.open();
        this.open = taking && (resumption == null || !resumption.sealed());
    }

    /** {@return whether the batch was made without items} */
    boolean isTaking() {
        return taking;
    }

    /** {@return whether more may come} */
    boolean isOpen() {
        return open;
    }

    /** From now on {@code running} is told of what comes. */
    void feeds(ShardFleet running) {
        fleet = running;
    }

    /** Refuses what does not take items, or no longer. */
    void requireOpen() {
        if (!taking) {
            throw forbidden("the batch was made with all of its items; requests are added to one that is made by name");
        }
        if (!open) {
            throw forbidden("the batch is sealed; nothing can be added to it");
        }
        steering.requireRuns("added to");
    }

    /** Refuses to seal what is not an open batch, or is about to end. */
    void requireSealable() {
        if (!taking) {
            throw forbidden("the batch was made with all of its items; only one that is made by name is sealed");
        }
        steering.requireRuns("sealed");
    }

    AddedItems add(AddItems request) {
        return steering.inTurn("added to", () -> {
            requireOpen();
            AddedItems answer = steps.add(request);
            if (answer.refusal() == null) {
                grown.accept(answer);
                if (fleet != null) {
                    fleet.growTo(answer.shards());
                }
            }
            return answer;
        });
    }

    Steered seal() {
        return steering.inTurn("sealed", () -> {
            Steered answer = steering.answer(steps.seal());
            open = false;
            if (fleet != null) {
                fleet.seal();
            }
            return answer;
        });
    }

    private static ApplicationFailure forbidden(String message) {
        return ApplicationFailure.newNonRetryableFailure(message, Steered.STATE_FORBIDS);
    }
}
