package io.waybill.activities.operator;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The trail of administrative acts. What was noted is never changed; the database refuses it. */
public interface Acts {

    /** Most acts of one call. */
    int LIMIT_MAX = 100;

    /**
     * Does something and notes it, in one transaction: neither is there without the other. A repetition of a reference
     * is done again (it must happen once by itself) and not noted again.
     *
     * @param what noted with what {@code work} answers
     */
    <T> T perform(Operator operator, Description what, Supplier<T> work, Function<T, Map<String, String>> details);

    /**
     * {@return acts older than {@code before}, newest first}
     *
     * @param accountId whom they concerned; null for all
     * @param before number of an act; {@code Long.MAX_VALUE} for the newest
     * @param limit 1 to {@link #LIMIT_MAX} + 1
     */
    List<Act> list(@Nullable UUID accountId, long before, int limit);

    /**
     * What is about to be done.
     *
     * @param reference of this act alone, such as {@code debit:<id>}
     * @param act such as {@code debit}
     * @param accountId whom it concerns; null where nobody alone
     * @param reason why; empty where none is asked for
     */
    record Description(
            String reference, String act, @Nullable UUID accountId, String reason) {

        /** Checks that what must be there is. */
        public Description {
            requireNonNull(reference, "reference");
            requireNonNull(act, "act");
            requireNonNull(reason, "reason");
        }
    }

    /** An act as it was noted. */
    record Act(
            long id,
            String reference,
            String act,
            Operator operator,
            @Nullable UUID accountId,
            String reason,
            Map<String, String> details,
            Instant createdAt) {

        /** Checks that what must be there is. */
        public Act {
            requireNonNull(reference, "reference");
            requireNonNull(act, "act");
            requireNonNull(operator, "operator");
            requireNonNull(reason, "reason");
            details = Map.copyOf(details);
            requireNonNull(createdAt, "createdAt");
        }
    }
}
