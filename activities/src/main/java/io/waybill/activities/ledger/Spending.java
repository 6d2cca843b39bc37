package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who may spend how much: frozen accounts, limits of accounts, monthly budgets of keys. Asked under the account's lock,
 * in the transaction that holds or charges, so that calls side by side cannot spend one budget twice. What is held
 * counts as spent until it is released. A refund does not give a budget back: it would be spent twice.
 */
@Component
class Spending {

    /** Whoever has no credential of its own: batches of before keys were noted. */
    private static final String NOBODY = "";

    private final SpendingMapper rows;
    private final Clock clock;

    Spending(SpendingMapper rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * Locks the account's balance, until the caller's transaction ends, and asks.
     *
     * @return leave to post {@code reference}; it counts once the entry is posted with it
     * @param keyId null where it is not known
     * @param batch whether it is the price of a batch
     * @throws SpendingRefused where it is not allowed, and was not posted before
     */
    Leave permit(UUID accountId, @Nullable String keyId, String reference, long nanos, boolean batch) {
        Journal.requireTransaction();
        LocalDate month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
        TermsRow terms =
                rows.lockAndRead(accountId, keyId, reference, month).orElseThrow(() -> new NoSuchAccount(accountId));
        if (!terms.posted()) {
            terms.requireAllowed(nanos, batch);
        }
        String spender = terms.spender();
        return new Leave(spender == null ? NOBODY : spender, month, nanos, terms.posted(), terms.availableNanos());
    }

    /**
     * Locks the account's balance, until the caller's transaction ends, and asks whether a batch may hold {@code nanos}
     * more, which makes {@code batchNanos} in all.
     *
     * @return what the account has available
     * @throws SpendingRefused where it may not
     */
    long permitMore(UUID accountId, @Nullable String keyId, String reference, long nanos, long batchNanos) {
        Journal.requireTransaction();
        LocalDate month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
        TermsRow terms =
                rows.lockAndRead(accountId, keyId, reference, month).orElseThrow(() -> new NoSuchAccount(accountId));
        terms.requireBatchAllowed(batchNanos);
        terms.requireAllowed(nanos, false);
        return terms.availableNanos();
    }

    /** Counts more where and for whom {@code reference} was counted. */
    void addTo(String reference, long nanos) {
        if (nanos > 0) {
            rows.takeBack(reference, -nanos);
        }
    }

    /** Takes back what {@code reference} counted, all or a part of it: it is free to spend again. */
    void takeBack(String reference, long nanos) {
        if (nanos > 0) {
            rows.takeBack(reference, nanos);
        }
    }

    /**
     * Leave to spend.
     *
     * @param posted whether it was spent before: then nothing is counted
     * @param availableNanos what the account has
     */
    record Leave(String spender, LocalDate month, long nanos, boolean posted, long availableNanos) {

        Leave {
            requireNonNull(spender, "spender");
            requireNonNull(month, "month");
        }
    }
}
