package io.waybill.activities.ledger;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Allowances by the rows that a hold would ask. */
@Component
final class PostgresAllowances implements Allowances {

    private final AllowanceMapper rows;
    private final Clock clock;

    PostgresAllowances(AllowanceMapper rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    @Override
    public Allowance ofBatch(UUID accountId, @Nullable String keyId, long priceNanos) {
        LocalDate month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
        TermsRow terms = rows.read(accountId, keyId, month).orElseThrow(() -> new NoSuchAccount(accountId));
        return new Allowance(
                terms.availableNanos(),
                terms.batchLimitNanos(),
                terms.monthlyLimitNanos(),
                terms.accountSpentNanos(),
                terms.budgetNanos(),
                terms.spenderSpentNanos(),
                refusal(terms, priceNanos));
    }

    private static @Nullable Refusal refusal(TermsRow terms, long priceNanos) {
        try {
            terms.requireAllowed(priceNanos, true);
            return null;
        } catch (SpendingRefused e) {
            return new Refusal(e.reason(), String.valueOf(e.getMessage()));
        }
    }
}
