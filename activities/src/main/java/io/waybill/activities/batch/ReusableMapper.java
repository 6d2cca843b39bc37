package io.waybill.activities.batch;

import java.time.Instant;
import java.util.List;
import java.util.Set;
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

    /**
     * Of these contents, those that were computed. One look at the key for each: a join would be planned by what is
     * known of the table, and nothing is known of what the last batch wrote.
     */
    @Select("""
            SELECT asked.content, r.batch_id, r.index
            FROM unnest(#{contents}) AS asked (content)
            CROSS JOIN LATERAL (
                SELECT batch_id, index
                FROM reusable
                WHERE account_id = #{accountId}
                  AND content = asked.content
                LIMIT 1
            ) AS r
            """)
    List<ReusableRow> find(UUID accountId, UUID[] contents);

    /** Of these batches, those whose results can be read. */
    @Select("""
            SELECT b.id
            FROM batch b
            JOIN file f ON f.id = b.output_file_id
            WHERE b.id = ANY (#{batches})
              AND b.deleted_at IS NULL
              AND f.deleted_at IS NULL
              AND (f.expires_at IS NULL OR f.expires_at > #{now})
            """)
    Set<UUID> readable(UUID[] batches, Instant now);

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

    /** Of these contents, those that an open batch has, with the item that runs or has succeeded. */
    @Select("""
            SELECT asked.content, c.batch_id, c.index
            FROM unnest(#{contents}) AS asked (content)
            CROSS JOIN LATERAL (
                SELECT batch_id, index
                FROM batch_content
                WHERE batch_id = #{batchId}
                  AND content = asked.content
                LIMIT 1
            ) AS c
            CROSS JOIN LATERAL (
                SELECT state
                FROM batch_item
                WHERE batch_id = c.batch_id
                  AND index = c.index
                LIMIT 1
            ) AS i
            WHERE i.state IN (0, 1)
            """)
    List<ReusableRow> added(UUID batchId, UUID[] contents);

    /** Notes which item of an open batch runs for a content; one that failed is no answer to those that come later. */
    @Insert("""
            INSERT INTO batch_content (batch_id, content, index)
            SELECT #{batchId}, content, min(index)
            FROM unnest(#{contents}, #{indexes}) AS added (content, index)
            GROUP BY content
            ORDER BY content
            ON CONFLICT (batch_id, content) DO UPDATE SET index = excluded.index
            """)
    int add(UUID batchId, UUID[] contents, int[] indexes);

    /** The batch has its end: nothing is added any more. */
    @Delete("""
            DELETE FROM batch_content
            WHERE batch_id = #{batchId}
            """)
    int forgetAdded(UUID batchId);

    /** Holds the output files of batches in place until the transaction ends; those that are deleted are left out. */
    @Select("""
            SELECT b.id
            FROM batch b
            JOIN file f ON f.id = b.output_file_id
            WHERE b.id = ANY (#{batches})
              AND b.deleted_at IS NULL
              AND f.deleted_at IS NULL
            ORDER BY b.id
            FOR SHARE OF f
            """)
    List<UUID> keep(UUID[] batches);

    @Insert("""
            INSERT INTO batch_source (batch_id, source_batch)
            SELECT #{batchId}, source
            FROM unnest(#{sources}) AS asked (source)
            ON CONFLICT DO NOTHING
            """)
    int depend(UUID batchId, UUID[] sources);

    /** Forgets what batches computed whose ids are before {@code oldest}: ids begin with the time. */
    @Delete("""
            DELETE FROM reusable
            WHERE account_id = #{accountId}
              AND batch_id < #{oldest}
            """)
    int forget(UUID accountId, UUID oldest);
}
