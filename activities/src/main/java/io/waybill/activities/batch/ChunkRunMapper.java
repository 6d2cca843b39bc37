package io.waybill.activities.batch;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code batch_chunk_run}. */
@Mapper
interface ChunkRunMapper {

    /**
     * Stores runs, and where their items stand in the order of completion.
     *
     * @param started when each began, in milliseconds since 1970; 0 where nobody says
     * @param firstIndexes of the first line of each run's chunk
     * @param lastIndexes of the last
     * @return the position of the first run; the others follow
     */
    @Select(affectData = true, value = """
            WITH next AS (
                SELECT coalesce(max(position), -1) + 1 AS position
                FROM batch_span
                WHERE batch_id = #{batchId}
            ), ended AS (
                SELECT r.*
                FROM unnest(#{chunks}, #{waves}, #{keys}, #{resultBytes}, #{errorBytes}, #{outcomeBytes}, #{hashes},
                            #{workers}, #{started}, #{firstIndexes}, #{lastIndexes}) WITH ORDINALITY
                     AS r (chunk, wave, object_key, result_bytes, error_bytes, outcome_bytes, sha256, worker,
                           started, first_index, last_index, ordinal)
            ), spans AS (
                INSERT INTO batch_span (batch_id, position, first_index, last_index)
                SELECT #{batchId}, next.position + ended.ordinal - 1, ended.first_index, ended.last_index
                FROM ended, next
            ), stored AS (
                INSERT INTO batch_chunk_run (batch_id, chunk, wave, object_key, result_bytes, error_bytes,
                                             outcome_bytes, sha256, worker, started_at, settled_at)
                SELECT #{batchId}, chunk, wave, object_key, result_bytes, error_bytes, outcome_bytes, sha256, worker,
                       CASE WHEN started > 0 THEN to_timestamp(started / 1000.0) END, #{now}
                FROM ended
            )
            SELECT position
            FROM next
            """)
    long insert(
            UUID batchId,
            int[] chunks,
            int[] waves,
            String[] keys,
            long[] resultBytes,
            long[] errorBytes,
            long[] outcomeBytes,
            String[] hashes,
            String[] workers,
            long[] started,
            int[] firstIndexes,
            int[] lastIndexes,
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
