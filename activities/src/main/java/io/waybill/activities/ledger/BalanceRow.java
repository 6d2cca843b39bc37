package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.UUID;

/** One row of {@code balance}. */
record BalanceRow(BalanceKind kind, long amountNanos) {

    BalanceRow {
        requireNonNull(kind, "kind");
    }

    static Ledger.Balance toBalance(UUID accountId, List<BalanceRow> rows) {
        return new Ledger.Balance(
                amountNanos(accountId, rows, BalanceKind.available), amountNanos(accountId, rows, BalanceKind.held));
    }

    private static long amountNanos(UUID accountId, List<BalanceRow> rows, BalanceKind kind) {
        return rows.stream()
                .filter(row -> row.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new NoSuchAccount(accountId))
                .amountNanos();
    }
}
