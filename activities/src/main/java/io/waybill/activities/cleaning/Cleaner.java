package io.waybill.activities.cleaning;

import io.temporal.activity.Activity;
import io.waybill.activities.idempotency.IdempotentAnswers;
import io.waybill.activities.webhook.Outbox;
import io.waybill.workflows.cleaning.Cleaned;
import io.waybill.workflows.cleaning.CleaningActivities;
import java.util.function.IntUnaryOperator;

/** Removes page by page until a page is not full. Thread-safe. */
final class Cleaner implements CleaningActivities {

    /** Rows of a statement: locks are held for some milliseconds. */
    private static final int PAGE = 1_000;

    private final IdempotentAnswers answers;
    private final Outbox outbox;

    Cleaner(IdempotentAnswers answers, Outbox outbox) {
        this.answers = answers;
        this.outbox = outbox;
    }

    @Override
    public Cleaned clean() {
        return new Cleaned(all(answers::removeOld), all(outbox::removeOld));
    }

    private static long all(IntUnaryOperator remove) {
        long removed = 0;
        while (true) {
            int page = remove.applyAsInt(PAGE);
            removed += page;
            Activity.getExecutionContext().heartbeat(removed);
            if (page < PAGE) {
                return removed;
            }
        }
    }
}
