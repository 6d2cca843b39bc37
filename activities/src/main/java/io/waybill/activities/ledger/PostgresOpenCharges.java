package io.waybill.activities.ledger;

import io.waybill.activities.database.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Open charges as rows. */
@Component
final class PostgresOpenCharges implements OpenCharges {

    /** Rows read at once: a process that was lost had no more calls than a few hundred. */
    private static final int PAGE_ROWS = 500;

    private final OpenChargeMapper rows;
    private final Journal journal;
    private final Ledger ledger;
    private final Transactions transactions;

    PostgresOpenCharges(OpenChargeMapper rows, Journal journal, Ledger ledger, Transactions transactions) {
        this.rows = rows;
        this.journal = journal;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    @Override
    public Set<String> answered(Collection<String> references) {
        // Sorted, so that no two processes wait for each other.
        return Set.copyOf(rows.closeAll(references.stream().sorted().toArray(String[]::new)));
    }

    @Override
    public int giveBackBefore(Instant before) {
        int given = 0;
        List<OpenChargeRow> page;
        do {
            page = rows.before(before, PAGE_ROWS);
            for (OpenChargeRow row : page) {
                given += transactions.call(() -> giveBack(row)) ? 1 : 0;
            }
        } while (page.size() == PAGE_ROWS);
        return given;
    }

    /** {@return false where it was answered meanwhile, or another process was faster} */
    private boolean giveBack(OpenChargeRow row) {
        journal.lock(row.accountId());
        if (rows.close(row.reference()) == 0) {
            return false;
        }
        ledger.giveBack(row.accountId(), row.reference());
        return true;
    }
}
