package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code batch_chunk}. */
@Mapper
interface ChunkMapper {

    @Insert("""
            INSERT INTO batch_chunk (batch_id, chunk, shard, segment, byte_offset, byte_length, first_index, line_count,
                                     item_count, units, model_id, pool, verb, timeout_seconds)
            SELECT #{batchId}, c.chunk, c.shard, #{segment}, c.byte_offset, c.byte_length, c.first_index, c.line_count,
                   c.item_count, c.units, c.model_id, c.pool, c.verb, c.timeout_seconds
            FROM unnest(#{chunks}, #{shards}, #{offsets}, #{lengths}, #{firstIndexes}, #{lines}, #{counts}, #{units},
                        #{modelIds}, #{pools}, #{verbs}, #{timeouts})
                 AS c (chunk, shard, byte_offset, byte_length, first_index, line_count, item_count, units, model_id,
                       pool, verb, timeout_seconds)
            """)
    int insertAll(
            UUID batchId,
            int segment,
            int[] chunks,
            int[] shards,
            long[] offsets,
            long[] lengths,
            int[] firstIndexes,
            int[] lines,
            int[] counts,
            long[] units,
            short[] modelIds,
            String[] pools,
            String[] verbs,
            int[] timeouts);

    /** Stores chunks of the first segment, which is the only one where a batch was made with its items. */
    default void insert(UUID batchId, List<ChunkRow> rows) {
        insert(batchId, 0, rows);
    }

    /** Stores chunks of the segment with this ordinal. */
    default void insert(UUID batchId, int segment, List<ChunkRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int size = rows.size();
        var modelIds = new short[size];
        for (int i = 0; i < size; i++) {
            modelIds[i] = (short) rows.get(i).modelId();
        }
        insertAll(
                batchId,
                segment,
                rows.stream().mapToInt(ChunkRow::chunk).toArray(),
                rows.stream().mapToInt(ChunkRow::shard).toArray(),
                rows.stream().mapToLong(ChunkRow::offset).toArray(),
                rows.stream().mapToLong(ChunkRow::length).toArray(),
                rows.stream().mapToInt(ChunkRow::firstIndex).toArray(),
                rows.stream().mapToInt(ChunkRow::lines).toArray(),
                rows.stream().mapToInt(ChunkRow::count).toArray(),
                rows.stream().mapToLong(ChunkRow::units).toArray(),
                modelIds,
                rows.stream().map(ChunkRow::pool).toArray(String[]::new),
                rows.stream().map(ChunkRow::verb).toArray(String[]::new),
                rows.stream().mapToInt(ChunkRow::timeoutSeconds).toArray());
    }

    @Select("""
            SELECT c.chunk, c.pool, m.name AS model, m.digest, c.verb, s.object_key AS segment, c.byte_offset,
                   c.byte_length, c.first_index, c.line_count, c.item_count, c.units, c.timeout_seconds
            FROM batch_chunk c
            JOIN model m ON m.id = c.model_id
            JOIN batch_segment s ON s.batch_id = c.batch_id AND s.ordinal = c.segment
            WHERE c.batch_id = #{batchId}
              AND c.shard = #{shard}
              AND c.chunk > #{after}
            ORDER BY c.chunk
            LIMIT #{limit}
            """)
    List<ChunkRefRow> page(UUID batchId, int shard, int after, int limit);

    @Select("""
            SELECT chunk, first_index, line_count, model_id
            FROM batch_chunk
            WHERE batch_id = #{batchId}
              AND chunk = ANY (#{chunks})
            """)
    List<ChunkSpan> spans(UUID batchId, int[] chunks);

    @Delete("""
            DELETE FROM batch_chunk
            WHERE batch_id = #{batchId}
            """)
    int deleteAll(UUID batchId);
}
