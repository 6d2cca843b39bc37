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

    /** A reference that exists is left out of the answer. */
    @Select(affectData = true, value = """
            INSERT INTO journal_entry (reference, kind, account_id, batch_id, memo, created_at)
            SELECT reference, kind, #{accountId}, batch_id, memo, #{createdAt}
            FROM unnest(#{references}, #{kinds}, #{batchIds}, #{memos}) AS entry (reference, kind, batch_id, memo)
            ON CONFLICT (reference) DO NOTHING
            RETURNING id, reference
            """)
    List<PostedEntry> insertEntries(
            UUID accountId, String[] references, String[] kinds, UUID[] batchIds, String[] memos, Instant createdAt);

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
