package io.waybill.activities.batch;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code reusable}: what was computed for an account. */
@Mapper
interface ReusableMapper {

    /** {@return whether the account has anything} */
    @Select("""
            SELECT EXISTS (SELECT 1 FROM reusable WHERE account_id = #{accountId})
            """)
    boolean any(UUID accountId);

    /** Of these contents, those whose result can still be read. */
    @Select("""
            SELECT r.content, r.batch_id, r.index
            FROM unnest(#{contents}) AS asked (content)
            JOIN reusable r ON r.account_id = #{accountId} AND r.content = asked.content
            JOIN batch b ON b.id = r.batch_id AND b.deleted_at IS NULL
            JOIN file f ON f.id = b.output_file_id
            WHERE f.deleted_at IS NULL
              AND (f.expires_at IS NULL OR f.expires_at > #{now})
            """)
    List<ReusableRow> find(UUID accountId, UUID[] contents, Instant now);

    /** Remembers what succeeded among the items from {@code from} until before {@code to}; of equal ones the newest. */
    @Insert("""
            INSERT INTO reusable (account_id, content, batch_id, index)
            SELECT #{accountId}, content, #{batchId}, min(index)
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index >= #{from}
              AND index < #{to}
              AND state = 1
              AND content IS NOT NULL
            GROUP BY content
            ORDER BY content
            ON CONFLICT (account_id, content) DO UPDATE SET batch_id = excluded.batch_id, index = excluded.index
            """)
    int remember(UUID accountId, UUID batchId, int from, int to);

    /** Forgets what batches computed whose ids are before {@code oldest}: ids begin with the time. */
    @Delete("""
            DELETE FROM reusable
            WHERE account_id = #{accountId}
              AND batch_id < #{oldest}
            """)
    int forget(UUID accountId, UUID oldest);
}
