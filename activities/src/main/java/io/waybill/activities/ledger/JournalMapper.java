package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code journal_entry} and {@code posting}, which are only ever written together. */
@Mapper
interface JournalMapper {

    /**
     * A reference that exists is left out of the answer. The account is locked, so what it has after each entry is what
     * it has now and the gains up to that entry.
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
            )
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
            """)
    List<PostedEntry> insertEntries(
            UUID accountId,
            String[] references,
            String[] kinds,
            UUID[] batchIds,
            String[] keyIds,
            String[] memos,
            long[] availableGains,
            long[] heldGains,
            Instant createdAt);

    @Insert("""
            INSERT INTO posting (entry_id, account_id, kind, amount_nanos)
            SELECT entry_id, #{accountId}, kind, amount_nanos
            FROM unnest(#{entryIds}, #{kinds}, #{amounts}) AS posting (entry_id, kind, amount_nanos)
            """)
    int insertPostings(UUID accountId, long[] entryIds, String[] kinds, long[] amounts);

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
