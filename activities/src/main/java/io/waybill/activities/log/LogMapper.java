package io.waybill.activities.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over the log's tables, and where receipts learn their place. */
@Mapper
interface LogMapper {

    @Insert("""
            INSERT INTO log_state (id, origin, size, root, fence, changed_at)
            VALUES (1, #{origin}, 0, #{root}, 0, #{now})
            ON CONFLICT DO NOTHING
            """)
    int create(String origin, byte[] root, Instant now);

    @Select("""
            SELECT origin, size, root, fence, checkpoint, checkpoint_size
            FROM log_state
            WHERE id = 1
            """)
    Optional<StateRow> state();

    @Select(affectData = true, value = """
            UPDATE log_state
            SET fence = fence + 1
            WHERE id = 1
            RETURNING fence
            """)
    long fence();

    /** Answers 0 where another sequencer has begun, or the log is of another size. */
    @Update("""
            UPDATE log_state
            SET size = #{to}, root = #{root}, changed_at = #{now}
            WHERE id = 1
              AND fence = #{fence}
              AND size = #{from}
            """)
    int advance(long fence, long from, long to, byte[] root, Instant now);

    @Update("""
            UPDATE log_state
            SET checkpoint = #{note}, checkpoint_size = #{size}
            WHERE id = 1
              AND fence = #{fence}
              AND size >= #{size}
              AND coalesce(checkpoint_size, 0) <= #{size}
            """)
    int sign(long fence, long size, String note);

    @Insert("""
            INSERT INTO log_queue (batch_id, call_id, leaves, entries, created_at)
            VALUES (#{batchId}, #{callId}, #{leaves}, #{entries}, #{now})
            """)
    int queue(@Nullable UUID batchId, @Nullable UUID callId, int leaves, byte[] entries, Instant now);

    @Select("""
            SELECT id, batch_id, call_id, leaves, entries
            FROM log_queue
            ORDER BY id
            LIMIT #{limit}
            """)
    List<QueuedRow> queued(int limit);

    @Delete("""
            DELETE FROM log_queue
            WHERE id = ANY (#{ids})
            """)
    int unqueue(long[] ids);

    @Select("""
            SELECT coalesce(sum(leaves), 0) AS leaves, min(created_at) AS since
            FROM log_queue
            """)
    WaitingRow waiting();

    @Insert("""
            INSERT INTO log_range (first_index, leaves, object_key, entries)
            VALUES (#{firstIndex}, #{leaves}, #{objectKey}, #{entries})
            """)
    int insertRange(RangeRow row);

    /** Those that have leaves from {@code from}, below {@code to}. */
    @Select("""
            SELECT first_index, leaves, object_key, entries
            FROM log_range
            WHERE first_index >= (SELECT coalesce(max(first_index), 0) FROM log_range WHERE first_index <= #{from})
              AND first_index < #{to}
            ORDER BY first_index
            LIMIT #{limit}
            """)
    List<RangeRow> ranges(long from, long to, int limit);

    @Insert("""
            INSERT INTO log_tile (level, tile, hashes)
            VALUES (#{level}, #{tile}, #{hashes})
            ON CONFLICT (level, tile) DO UPDATE
            SET hashes = excluded.hashes
            """)
    int putTile(int level, long tile, byte[] hashes);

    @Select("""
            SELECT tile, hashes
            FROM log_tile
            WHERE level = #{level}
              AND tile = #{tile}
            """)
    Optional<TileRow> tile(int level, long tile);

    @Select("""
            SELECT tile, hashes
            FROM log_tile
            WHERE level = #{level}
              AND tile >= #{from}
            ORDER BY tile
            LIMIT #{limit}
            """)
    List<TileRow> tiles(int level, long from, int limit);

    @Update("""
            UPDATE receipt_batch
            SET log_first = #{first}
            WHERE batch_id = #{batchId}
              AND log_first IS NULL
            """)
    int placeBatch(UUID batchId, long first);

    @Update("""
            UPDATE receipt_call c
            SET log_index = placed.index
            FROM unnest(#{ids}, #{indexes}) AS placed (id, index)
            WHERE c.id = placed.id
              AND c.log_index IS NULL
            """)
    int placeCalls(UUID[] ids, long[] indexes);

    /** The log itself. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record StateRow(
            String origin,
            long size,
            byte[] root,
            long fence,
            @Nullable String checkpoint,
            @Nullable Long checkpointSize) {}

    /** What waits. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record QueuedRow(
            long id, @Nullable UUID batchId, @Nullable UUID callId, int leaves, byte[] entries) {}

    /** How much waits, and since when. */
    record WaitingRow(long leaves, @Nullable Instant since) {}

    /** Consecutive leaves, in an object or in the row. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record RangeRow(long firstIndex, int leaves, @Nullable String objectKey, byte @Nullable [] entries) {}

    /** Hashes of a tile, of at least level 1. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record TileRow(long tile, byte[] hashes) {}
}
