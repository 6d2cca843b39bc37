package io.waybill.activities.batch;

import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code batch_segment}. */
@Mapper
interface SegmentMapper {

    @Insert("""
            INSERT INTO batch_segment (batch_id, ordinal, object_key, bytes, sha256)
            VALUES (#{batchId}, 0, #{objectKey}, #{bytes}, #{sha256})
            ON CONFLICT (batch_id, ordinal) DO NOTHING
            """)
    int insert(UUID batchId, String objectKey, long bytes, String sha256);

    @Select("""
            SELECT object_key, bytes
            FROM batch_segment
            WHERE batch_id = #{batchId}
              AND ordinal = 0
            """)
    Optional<SegmentRow> find(UUID batchId);

    @Update("""
            UPDATE batch_segment
            SET item_count = #{items}
            WHERE batch_id = #{batchId}
              AND ordinal = 0
            """)
    int count(UUID batchId, int items);
}
