package io.waybill.activities.ledger;

import io.waybill.activities.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The invariants of one account's books, cheap enough to ask after each sequence. One thread at a time. */
final class AccountInvariants implements AutoCloseable {

    private static final String VIOLATIONS = """
            WITH entry AS (
                SELECT e.id, e.reference, e.kind, e.available_after_nanos, e.held_after_nanos,
                       coalesce(sum(p.amount_nanos), -1) AS sum_nanos,
                       coalesce(sum(p.amount_nanos) FILTER (WHERE p.kind = 'available'), 0) AS available_nanos,
                       coalesce(sum(p.amount_nanos) FILTER (WHERE p.kind = 'held'), 0) AS held_nanos,
                       bool_and(p.account_id = e.account_id) AS own
                FROM journal_entry e
                LEFT JOIN posting p ON p.entry_id = e.id
                WHERE e.account_id = ?
                GROUP BY e.id
            ), running AS (
                SELECT e.*,
                       sum(available_nanos) OVER (ORDER BY id) AS available_so_far,
                       sum(held_nanos) OVER (ORDER BY id) AS held_so_far
                FROM entry e
            ), posted AS (
                SELECT p.kind, sum(p.amount_nanos) AS sum_nanos
                FROM entry e
                JOIN posting p ON p.entry_id = e.id
                GROUP BY p.kind
            )
            SELECT 'entry ' || reference || ' does not sum to zero, or is of another account too'
            FROM entry
            WHERE sum_nanos <> 0 OR NOT own
            UNION ALL
            SELECT 'entry ' || reference || ' says another rest than its postings'
            FROM running
            WHERE (available_after_nanos, held_after_nanos) <> (available_so_far, held_so_far)
            UNION ALL
            SELECT 'balance ' || b.kind || ' is ' || b.amount_nanos || ', its postings are ' || coalesce(p.sum_nanos, 0)
            FROM balance b
            LEFT JOIN posted p USING (kind)
            WHERE b.account_id = ?
              AND (b.amount_nanos <> coalesce(p.sum_nanos, 0)
                   OR b.kind IN ('available', 'held') AND b.amount_nanos < 0)
            UNION ALL
            SELECT 'call ' || c.reference || ' is not what was charged'
            FROM call_usage c
            LEFT JOIN entry e ON e.reference = c.reference
            LEFT JOIN entry r ON r.reference = c.reference || ':refund'
            WHERE c.account_id = ?
              AND (e.id IS NULL OR c.charged_nanos <> -e.available_nanos
                   OR c.refunded_nanos <> coalesce(r.available_nanos, 0))
            UNION ALL
            SELECT 'charge ' || e.reference || ' is of no call'
            FROM entry e
            WHERE e.kind = 'charge'
              AND NOT EXISTS (SELECT 1 FROM call_usage c WHERE c.reference = e.reference)
            UNION ALL
            SELECT 'spent is ' || coalesce(m.sum_nanos, 0) || ', entries say ' || s.sum_nanos
            FROM (SELECT coalesce(sum(CASE
                                          WHEN kind IN ('hold', 'charge') THEN -available_nanos
                                          WHEN kind IN ('settle', 'release') AND EXISTS (
                                              SELECT 1
                                              FROM entry h
                                              WHERE h.kind = 'hold'
                                                AND h.reference = split_part(running.reference, ':', 1) || ':hold'
                                                AND h.id < running.id)
                                              THEN -available_nanos
                                          WHEN kind = 'refund' AND reference LIKE 'call:%' THEN -available_nanos
                                          ELSE 0
                                      END), 0) AS sum_nanos
                  FROM running) s
            CROSS JOIN (SELECT sum(spent_nanos) AS sum_nanos FROM month_spend WHERE account_id = ?) m
            WHERE coalesce(m.sum_nanos, 0) <> s.sum_nanos
            """;

    private static final int ACCOUNTS = 4;

    private final Connection connection;
    private final PreparedStatement violations;

    AccountInvariants(TestDatabase database) throws SQLException {
        this.connection = database.connect();
        this.violations = connection.prepareStatement(VIOLATIONS);
    }

    List<String> violations(UUID account) throws SQLException {
        for (int i = 1; i <= ACCOUNTS; i++) {
            violations.setObject(i, account);
        }
        var found = new ArrayList<String>();
        try (ResultSet rows = violations.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
