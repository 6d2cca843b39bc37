package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code batch_item} for receipts: a page is one value, as a million rows are read one after the other. */
@Mapper
interface AttestMapper {

    /** The last item's index; -1 where there is none. */
    @Select("""
            SELECT coalesce(max(index), -1)
            FROM batch_item
            WHERE batch_id = #{batchId}
            """)
    int last(UUID batchId);

    /**
     * Rows of a range of indexes in their order, 24 bytes each, big-endian: index, state, model (-1 for none), charged,
     * chunk and wave (-1); 20 more where another's result was reused: batch (0 for the same) and index. Three numbers
     * of 8 bytes take the database a third less time than six of their own lengths.
     */
    @Select("""
            SELECT coalesce(string_agg(int8send((CAST(index AS bigint) << 32) | (CAST(state AS bigint) << 16)
                                                    | (coalesce(model_id, -1) & 65535))
                              || int8send(charged_nanos)
                              || int8send((CAST(coalesce(chunk, -1) AS bigint) << 32)
                                              | (CAST(coalesce(wave, -1) AS bigint) & 4294967295))
                              || CASE WHEN state = 5 THEN coalesce(uuid_send(source_batch), int8send(0) || int8send(0))
                                                          || int4send(coalesce(source_index, -1))
                                      ELSE CAST('' AS bytea) END,
                              CAST('' AS bytea) ORDER BY index), CAST('' AS bytea)) AS packed
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index > #{after}
              AND index <= #{last}
            """)
    PageRow page(UUID batchId, int after, int last);

    /** Those of the pairs that have been settled. */
    @Select("""
            SELECT r.chunk, r.wave, r.object_key, r.result_bytes, r.error_bytes, r.outcome_bytes, r.settled_at,
                   r.started_at
            FROM batch_chunk_run r
            JOIN unnest(#{chunks}, #{waves}) AS asked (chunk, wave) ON asked.chunk = r.chunk AND asked.wave = r.wave
            WHERE r.batch_id = #{batchId}
            """)
    List<TimedRunRow> runs(UUID batchId, int[] chunks, int[] waves);

    /** A page; empty where no row is left. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record PageRow(byte[] packed) {}
}
