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

    @Update("""
            UPDATE batch
            SET deleted_at = coalesce(deleted_at, #{now})
            WHERE id = #{batchId}
              AND state IN ('completed', 'failed', 'cancelled', 'expired')
            """)
    int delete(UUID batchId, Instant now);
}
