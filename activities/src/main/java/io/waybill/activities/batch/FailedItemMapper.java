package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over items that may be tried again: valid ones that failed. */
@Mapper
interface FailedItemMapper {

    @Select("""
            SELECT count(*)
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND state = 2
              AND model_id IS NOT NULL
              AND NOT duplicate
            """)
    long count(UUID batchId);

    @Select("""
            SELECT index
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index > #{after}
              AND state = 2
              AND model_id IS NOT NULL
              AND NOT duplicate
            ORDER BY index
            LIMIT #{limit}
            """)
    List<Integer> indexes(UUID batchId, int after, int limit);

    @Select("""
            SELECT object_key, bytes, first_index, item_count
            FROM batch_segment
            WHERE batch_id = #{batchId}
              AND item_count > 0
            ORDER BY ordinal
            """)
    List<SegmentSpan> segments(UUID batchId);
}
