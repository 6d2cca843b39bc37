package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/**
 * Charges of calls whose answer is not there yet. {@link Ledger#charge} opens one, {@link Ledger#giveBack} and an
 * answer close it; one whose process was lost in between stays open until it is given back.
 */
public interface OpenCharges {

    /**
     * The answers are there, the charges stand. Takes part in the caller's transaction where there is one; a reference
     * that has no open charge is passed over.
     *
     * @return those that had one; the others were given back, or stood already
     */
    Set<String> answered(Collection<String> references);

    /**
     * Gives back what was charged before {@code before} and has no answer. Any number of processes may do so at once.
     *
     * @return how many charges were given back
     */
    int giveBackBefore(Instant before);
}
