package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code batch_item} for the files of a batch: items that have ended, in the order of its input. */
@Mapper
interface EndedItemMapper {

    @Select("""
            SELECT index, custom_id, state, error_code, error_message, error_param, chunk, wave
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index > #{after}
            ORDER BY index
            LIMIT #{limit}
            """)
    List<EndedItemRow> page(UUID batchId, int after, int limit);

    /** Those that others answered. */
    @Select("""
            SELECT index, custom_id, state, error_code, error_message, error_param, chunk, wave
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index > #{after}
              AND state = 5
            ORDER BY index
            LIMIT #{limit}
            """)
    List<EndedItemRow> reused(UUID batchId, int after, int limit);

    /** Those whose error line no worker wrote. */
    @Select("""
            SELECT index, custom_id, state, error_code, error_message, error_param, chunk, wave
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index > #{after}
              AND chunk IS NULL
              AND state IN (2, 3, 4)
            ORDER BY index
            LIMIT #{limit}
            """)
    List<EndedItemRow> unanswered(UUID batchId, int after, int limit);
}
