package io.waybill.activities.batch;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over what a batch leaves in the object store. */
@Mapper
interface DeletionMapper {

    @Select("""
            SELECT object_key
            FROM batch_chunk_run
            WHERE batch_id = #{batchId}
              AND object_key > #{after}
            ORDER BY object_key
            LIMIT #{limit}
            """)
    List<String> outcomes(UUID batchId, String after, int limit);

    /** Those that are the batch's own: an uploaded file is its client's. */
    @Select("""
            SELECT s.object_key
            FROM batch_segment s
            JOIN batch b ON b.id = s.batch_id
            WHERE s.batch_id = #{batchId}
              AND (s.ordinal > 0 OR b.input_file_id IS NULL)
            """)
    List<String> segments(UUID batchId);

    /** Batches whose results were kept long enough, after a place in their order. */
    @Select("""
            SELECT id, account_id, output_file_id, error_file_id, results_until AS until
            FROM batch
            WHERE results_until <= #{now}
              AND results_removed_at IS NULL
              AND (results_until, id) > (#{after}, #{afterId})
            ORDER BY results_until, id
            LIMIT #{limit}
            """)
    List<DueBatchRow> resultsDue(Instant now, Instant after, UUID afterId, int limit);

    /** Batches whose lines were kept long enough, after a place in their order. */
    @Select("""
            SELECT id, account_id, output_file_id, error_file_id, input_until AS until
            FROM batch
            WHERE input_until <= #{now}
              AND input_removed_at IS NULL
              AND (input_until, id) > (#{after}, #{afterId})
            ORDER BY input_until, id
            LIMIT #{limit}
            """)
    List<DueBatchRow> inputDue(Instant now, Instant after, UUID afterId, int limit);

    @Update("""
            UPDATE batch
            SET results_removed_at = coalesce(results_removed_at, #{now})
            WHERE id = #{batchId}
            """)
    int resultsRemoved(UUID batchId, Instant now);

    @Update("""
            UPDATE batch
            SET input_removed_at = coalesce(input_removed_at, #{now})
            WHERE id = #{batchId}
            """)
    int inputRemoved(UUID batchId, Instant now);

    @Update("""
            UPDATE batch
            SET deleted_at = coalesce(deleted_at, #{now}), input_removed_at = coalesce(input_removed_at, #{now}),
                results_removed_at = coalesce(results_removed_at, #{now})
            WHERE id = #{batchId}
              AND state IN ('completed', 'failed', 'cancelled', 'expired')
            """)
    int delete(UUID batchId, Instant now);
}
