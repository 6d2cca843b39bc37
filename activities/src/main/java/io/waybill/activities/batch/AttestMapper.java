package io.waybill.activities.batch;

import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code batch_item} for receipts: a page is one value, as a million rows are read one after the other. */
@Mapper
interface AttestMapper {

    @Select("""
            SELECT count(*)
            FROM (SELECT 1 FROM batch_item WHERE batch_id = #{batchId} LIMIT 1) AS first
            """)
    int any(UUID batchId);

    /**
     * Rows in order, 60 bytes each, big-endian: index, state, model (-1 for none), charged, chunk and wave (-1), the
     * moments of settlement and of the run's begin in microseconds since 2000 (-1), and whose result was reused: batch
     * (0) and index (-1).
     */
    @Select("""
            SELECT coalesce(string_agg(int4send(p.index) || int2send(p.state) || int2send(p.model_id) || int8send(p.charged_nanos)
                              || int4send(p.chunk) || int4send(p.wave)
                              || coalesce(timestamptz_send(r.settled_at), int8send(-1))
                              || coalesce(timestamptz_send(r.started_at), int8send(-1))
                              || coalesce(uuid_send(p.source_batch), int8send(0) || int8send(0))
                              || int4send(p.source_index),
                              CAST('' AS bytea) ORDER BY p.index), CAST('' AS bytea)) AS packed
            FROM (
                SELECT index, state, coalesce(model_id, CAST(-1 AS smallint)) AS model_id, charged_nanos,
                       coalesce(chunk, -1) AS chunk, coalesce(wave, -1) AS wave, source_batch,
                       coalesce(source_index, -1) AS source_index
                FROM batch_item
                WHERE batch_id = #{batchId}
                  AND index > #{after}
                ORDER BY index
                LIMIT #{limit}
            ) AS p
            LEFT JOIN batch_chunk_run r ON r.batch_id = #{batchId} AND r.chunk = p.chunk AND r.wave = p.wave
            """)
    PageRow page(UUID batchId, int after, int limit);

    /** A page; empty where no row is left. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record PageRow(byte[] packed) {}
}
