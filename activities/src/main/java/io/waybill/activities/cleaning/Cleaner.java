package io.waybill.activities.cleaning;

import io.temporal.activity.Activity;
import io.waybill.activities.idempotency.IdempotentAnswers;
import io.waybill.workflows.cleaning.Cleaned;
import io.waybill.workflows.cleaning.CleaningActivities;

/** Removes page by page until a page is not full. Thread-safe. */
final class Cleaner implements CleaningActivities {

    /** Rows of a statement: locks are held for some milliseconds. */
    private static final int PAGE = 1_000;

    private final IdempotentAnswers answers;

    Cleaner(IdempotentAnswers answers) {
        this.answers = answers;
    }

    @Override
    public Cleaned clean() {
        long removed = 0;
        while (true) {
            int page = answers.removeOld(PAGE);
            removed += page;
            Activity.getExecutionContext().heartbeat(removed);
            if (page < PAGE) {
                return new Cleaned(removed);
            }
        }
    }
}
