package io.waybill.api.generation;

import io.waybill.api.idempotency.Answer;
import io.waybill.models.generation.GenerationAnswers;
import io.waybill.models.generation.GenerationCollector;
import io.waybill.models.generation.GenerationEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for the whole answer of a call, and renders it. */
final class WholeAnswer {

    /** How soon it is noticed that the client has gone. */
    private static final Duration LOOK = Duration.ofMillis(400);

    private static final int OK = 200;

    private WholeAnswer() {}

    /**
     * {@return the answer}
     *
     * @param gone whether nobody waits for it any more
     * @throws io.waybill.api.error.ApiFailure where the model does not answer
     * @throws ClientGone where nobody waits any more
     */
    static Answer of(RunningCall call, BooleanSupplier gone) {
        var request = call.prepared().request();
        var collector = new GenerationCollector(request.choices());
        try {
            while (true) {
                var event = call.next(LOOK);
                if (event == null) {
                    if (gone.getAsBoolean()) {
                        throw new ClientGone();
                    }
                    continue;
                }
                if (event instanceof GenerationEvent.Failed failed) {
                    throw Generations.failure(failed);
                }
                collector.accept(event);
                if (event instanceof GenerationEvent.Done) {
                    var created = call.prepared().startedAt().getEpochSecond();
                    return Answer.first(
                            OK, GenerationAnswers.json(request, call.prepared().id(), created, collector.generated()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a call was running", e);
        }
    }

    /** The client of a call has gone before its answer. */
    static final class ClientGone extends RuntimeException {

        private static final long serialVersionUID = 1;

        ClientGone() {
            super("the client has gone", null, false, false);
        }
    }
}
