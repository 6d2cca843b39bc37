package io.waybill.activities.file;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code file_segment}. */
@Mapper
interface FileSegmentMapper {

    @Insert("""
            INSERT INTO file_segment (file_id, ordinal, position, object_key, object_offset, bytes, sha256)
            SELECT #{fileId}, ordinal, position, object_key, object_offset, bytes, sha256
            FROM unnest(#{ordinals}, #{positions}, #{objectKeys}, #{objectOffsets}, #{bytes}, #{sha256s})
                 AS segment (ordinal, position, object_key, object_offset, bytes, sha256)
            """)
    int insert(
            UUID fileId,
            int[] ordinals,
            long[] positions,
            String[] objectKeys,
            long[] objectOffsets,
            long[] bytes,
            String[] sha256s);

    @Select("""
            SELECT ordinal, position, object_key, object_offset, bytes, sha256
            FROM file_segment
            WHERE file_id = #{fileId}
              AND ordinal > #{afterOrdinal}
              AND position + bytes > #{from}
              AND position < #{to}
            ORDER BY ordinal
            LIMIT #{limit}
            """)
    List<SegmentRow> within(UUID fileId, int afterOrdinal, long from, long to, int limit);

    /** Objects that no other file of the same batch reads. */
    @Select("""
            SELECT DISTINCT s.object_key
            FROM file_segment s
            JOIN file f ON f.id = s.file_id
            WHERE s.file_id = #{fileId}
              AND NOT EXISTS (
                  SELECT 1
                  FROM file other
                  JOIN file_segment o ON o.file_id = other.id
                  WHERE other.batch_id = f.batch_id
                    AND other.id <> f.id
                    AND other.deleted_at IS NULL
                    AND o.object_key = s.object_key)
            """)
    List<String> ownObjects(UUID fileId);
}
