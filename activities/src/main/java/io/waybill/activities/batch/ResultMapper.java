package io.waybill.activities.batch;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL of those who read results; it takes no lock. */
@Mapper
interface ResultMapper {

    @Select("""
            SELECT state, started_at
            FROM batch
            WHERE account_id = #{accountId}
              AND id = #{id}
              AND deleted_at IS NULL
            """)
    Optional<ReadableRow> readable(UUID accountId, UUID id);

    /** Whether results of a batch are still there. */
    @Select("""
            SELECT results_until, results_removed_at,
                   EXISTS (SELECT 1 FROM file f WHERE f.batch_id = b.id AND f.deleted_at IS NOT NULL) AS file_deleted
            FROM batch b
            WHERE account_id = #{accountId}
              AND id = #{id}
              AND deleted_at IS NULL
            """)
    Optional<KeptRow> kept(UUID accountId, UUID id);

    /** Items in input order, ended or not. */
    @Select("""
            SELECT 0 AS position, index, custom_id, state, charged_nanos, error_code, error_message, error_param, chunk,
                   wave
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index > #{after}
            ORDER BY index
            LIMIT #{limit}
            """)
    List<ResultRow> page(UUID batchId, int after, int limit);

    /** Items of some moves, in the order of completion; a range is of {@code from} and {@code to} inclusive. */
    @Select("""
            SELECT s.position, i.index, i.custom_id, i.state, i.charged_nanos, i.error_code, i.error_message,
                   i.error_param, i.chunk, i.wave
            FROM unnest(#{positions}, #{from}, #{to}) AS s (position, first_index, last_index)
            JOIN batch_item i
              ON i.batch_id = #{batchId}
             AND i.index BETWEEN s.first_index AND s.last_index
             AND i.ended_seq = s.position
            ORDER BY s.position, i.index
            """)
    List<ResultRow> ended(UUID batchId, long[] positions, int[] from, int[] to);
}
