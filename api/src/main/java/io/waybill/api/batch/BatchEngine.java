package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.batch.NewBatch;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.Submission;
import java.time.Instant;
import java.util.Optional;

/** The batch workflow, started and asked. */
interface BatchEngine {

    /**
     * Starts the workflow of a batch and waits for what became of the submission; joins the workflow where it was
     * started before.
     *
     * @return empty where the answer takes longer than a client should wait, or the workflow has ended before it was
     *     asked: the batch's row says what there is to say
     * @throws EngineUnavailable where the workflow could not be started
     */
    Optional<Submission> submit(NewBatch batch, Instant expiresAt);

    /**
     * Asks for cancellation and waits until the batch's row shows it, but not longer than a client should wait.
     *
     * @return false where there is no such workflow, or it has ended
     * @throws EngineUnavailable where the engine does not answer
     */
    boolean cancel(String batchId, String reason);

    /**
     * Gives a command and waits until it is in force, but not longer than a client should wait.
     *
     * @return false where there is no such workflow, or it has ended
     * @throws SteeringForbidden where the batch's state does not allow it
     * @throws EngineUnavailable where the engine does not answer
     */
    boolean steer(String batchId, Command command);

    /**
     * Adds requests to an open batch and waits until they are priced and held.
     *
     * @return empty where there is no such workflow, or it has ended
     * @throws SteeringForbidden where the batch's state does not allow it
     * @throws EngineUnavailable where the engine does not answer, or not as soon as a client should be answered
     */
    Optional<AddedItems> add(AddItems request);

    /**
     * {@return whether the batch has a workflow, running or ended}
     *
     * @throws EngineUnavailable where the engine does not answer
     */
    boolean knows(String batchId);

    /**
     * Makes sure that the engine answers.
     *
     * @throws EngineUnavailable where it does not
     */
    void ping();

    /** What a client can ask of a batch that runs. */
    sealed interface Command {

        /** Start nothing new. */
        record Pause() implements Command {}

        /** Take nothing more. */
        record Seal() implements Command {}

        /** Go on. */
        record Resume() implements Command {}

        /** Run what has not begun in another lane. */
        record Reprioritise(Lane lane) implements Command {

            /** Checks that what must be there is. */
            public Reprioritise {
                requireNonNull(lane, "lane");
            }
        }
    }
}
