package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code batch_span}: the order in which items ended. Who writes stands in line for the batch. */
@Mapper
interface SpanMapper {

    /** {@return the position of the next move of items} */
    @Select("""
            SELECT coalesce(max(position), -1) + 1
            FROM batch_span
            WHERE batch_id = #{batchId}
            """)
    long next(UUID batchId);

    @Insert("""
            INSERT INTO batch_span (batch_id, position, first_index, last_index)
            VALUES (#{batchId}, #{position}, #{firstIndex}, #{lastIndex})
            """)
    int insert(UUID batchId, long position, int firstIndex, int lastIndex);

    /** Moves from a position on, in order. */
    @Select("""
            SELECT position, first_index, last_index
            FROM batch_span
            WHERE batch_id = #{batchId}
              AND position >= #{from}
            ORDER BY position
            LIMIT #{limit}
            """)
    List<SpanRow> from(UUID batchId, long from, int limit);

    @Delete("""
            DELETE FROM batch_span
            WHERE batch_id = #{batchId}
            """)
    int deleteAll(UUID batchId);
}
