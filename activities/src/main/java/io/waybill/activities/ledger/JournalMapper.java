package io.waybill.activities.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** SQL over {@code journal_entry} and {@code posting}, which are only ever written together. */
@Mapper
interface JournalMapper {

    /**
     * Posts entries whose references are new, and moves the balances that their postings name; a reference that exists
     * is left out of the answer. One statement, because its caller holds the account's lock meanwhile. The account is
     * locked, so what it has after each entry is what it has now and the gains up to that entry.
     *
     * @param spender whose spending in {@code month} a single new entry counts as; null where it is nobody's
     * @param entries of each posting, the reference of its entry
     */
    @Select(affectData = true, value = """
            WITH wanted AS (
                SELECT reference, kind, batch_id, key_id, memo, available_gain, held_gain, ordinal
                FROM unnest(#{references}, #{kinds}, #{batchIds}, #{keyIds}, #{memos}, #{availableGains}, #{heldGains})
                     WITH ORDINALITY
                     AS entry (reference, kind, batch_id, key_id, memo, available_gain, held_gain, ordinal)
            ), fresh AS (
                SELECT w.reference, w.kind, w.batch_id, w.key_id, w.memo, w.ordinal,
                       sum(w.available_gain) OVER (ORDER BY w.ordinal) AS available_gain,
                       sum(w.held_gain) OVER (ORDER BY w.ordinal) AS held_gain
                FROM wanted w
                WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.reference = w.reference)
            ), entered AS (
                INSERT INTO journal_entry (reference, kind, account_id, batch_id, key_id, memo, available_after_nanos,
                                           held_after_nanos, created_at)
                SELECT f.reference, f.kind, #{accountId}, f.batch_id, f.key_id, f.memo,
                       a.amount_nanos + f.available_gain, h.amount_nanos + f.held_gain, #{createdAt}
                FROM fresh f
                JOIN balance a ON a.account_id = #{accountId} AND a.kind = 'available'
                JOIN balance h ON h.account_id = #{accountId} AND h.kind = 'held'
                ORDER BY f.ordinal
                ON CONFLICT (reference) DO NOTHING
                RETURNING id, reference
            ), gain AS (
                SELECT e.id AS entry_id, p.kind, p.amount_nanos
                FROM unnest(#{entries}, #{postingKinds}, #{amounts}) AS p (reference, kind, amount_nanos)
                JOIN entered e ON e.reference = p.reference
            ), posted AS (
                INSERT INTO posting (entry_id, account_id, kind, amount_nanos)
                SELECT entry_id, #{accountId}, kind, amount_nanos
                FROM gain
            ), moved AS (
                UPDATE balance b
                SET amount_nanos = b.amount_nanos + whole.amount_nanos
                FROM (SELECT kind, CAST(sum(amount_nanos) AS bigint) AS amount_nanos FROM gain GROUP BY kind) AS whole
                WHERE b.account_id = #{accountId}
                  AND b.kind = whole.kind
                  AND (b.kind NOT IN ('available', 'held') OR b.amount_nanos + whole.amount_nanos >= 0)
                RETURNING b.kind
            ), counted AS (
                INSERT INTO month_spend (account_id, spender, month, spent_nanos)
                SELECT #{accountId}, CAST(#{spender} AS text), CAST(#{month} AS date), #{spentNanos}
                FROM entered
                WHERE CAST(#{spender} AS text) IS NOT NULL
                ON CONFLICT (account_id, month, spender)
                DO UPDATE SET spent_nanos = month_spend.spent_nanos + excluded.spent_nanos
            )
            SELECT e.id, e.reference,
                   (SELECT count(DISTINCT kind) FROM gain) = (SELECT count(*) FROM moved) AS covered
            FROM entered e
            ORDER BY e.id
            """)
    List<PostedEntry> post(
            UUID accountId,
            String[] references,
            String[] kinds,
            UUID[] batchIds,
            String[] keyIds,
            String[] memos,
            long[] availableGains,
            long[] heldGains,
            String[] entries,
            String[] postingKinds,
            long[] amounts,
            @Nullable String spender,
            @Nullable LocalDate month,
            long spentNanos,
            Instant createdAt);

    @Select("""
            SELECT e.id, e.reference, e.kind, e.account_id, e.created_at,
                   (SELECT sum(p.amount_nanos) FILTER (WHERE p.amount_nanos > 0)
                    FROM posting p
                    WHERE p.entry_id = e.id) AS amount_nanos
            FROM journal_entry e
            WHERE e.reference = #{reference}
            """)
    Optional<EntryRow> find(String reference);
}
