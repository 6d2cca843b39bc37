package io.waybill.activities.batch;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code batch_chunk_run}. */
@Mapper
interface ChunkRunMapper {

    @Insert("""
            INSERT INTO batch_chunk_run (batch_id, chunk, wave, object_key, result_bytes, error_bytes, outcome_bytes,
                                         sha256, worker, settled_at)
            SELECT #{batchId}, r.chunk, r.wave, r.object_key, r.result_bytes, r.error_bytes, r.outcome_bytes, r.sha256,
                   r.worker, #{now}
            FROM unnest(#{chunks}, #{waves}, #{keys}, #{resultBytes}, #{errorBytes}, #{outcomeBytes}, #{hashes},
                        #{workers})
                 AS r (chunk, wave, object_key, result_bytes, error_bytes, outcome_bytes, sha256, worker)
            """)
    int insert(
            UUID batchId,
            int[] chunks,
            int[] waves,
            String[] keys,
            long[] resultBytes,
            long[] errorBytes,
            long[] outcomeBytes,
            String[] hashes,
            String[] workers,
            Instant now);

    /** Those of the pairs that have been settled. */
    @Select("""
            SELECT r.chunk, r.wave, r.object_key, r.result_bytes, r.error_bytes, r.outcome_bytes
            FROM batch_chunk_run r
            JOIN unnest(#{chunks}, #{waves}) AS asked (chunk, wave) ON asked.chunk = r.chunk AND asked.wave = r.wave
            WHERE r.batch_id = #{batchId}
            """)
    List<ChunkRunRow> findAll(UUID batchId, int[] chunks, int[] waves);

    /** In order, from a run on. */
    @Select("""
            SELECT chunk, wave, object_key, result_bytes, error_bytes, outcome_bytes
            FROM batch_chunk_run
            WHERE batch_id = #{batchId}
              AND (chunk, wave) >= (#{chunk}, #{wave})
            ORDER BY chunk, wave
            LIMIT #{limit}
            """)
    List<ChunkRunRow> from(UUID batchId, int chunk, int wave, int limit);
}
