package io.waybill.api.money;

import io.waybill.activities.ledger.History;
import java.io.IOException;
import java.util.UUID;

/** Writes transactions as CSV, oldest first, block by block: memory does not depend on how many there are. */
final class Statement {

    private Statement() {}

    static void write(History history, UUID accountId, History.Filter filter, String currency, Csv out)
            throws IOException {
        var after = 0L;
        while (true) {
            var block = history.oldest(accountId, filter, after, History.LIMIT_MAX);
            for (var transaction : block) {
                out.line(TransactionView.row(transaction, currency));
                after = transaction.id();
            }
            if (block.size() < History.LIMIT_MAX) {
                return;
            }
        }
    }
}
