package io.waybill.activities.file;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code file}. */
@Mapper
interface FileMapper {

    @Insert("""
            INSERT INTO file (id, account_id, filename, purpose, bytes, sha256, line_count, object_key, batch_id,
                              created_at, expires_at)
            VALUES (#{id}, #{accountId}, #{filename}, #{purpose}, #{bytes}, #{sha256}, #{lineCount}, #{objectKey},
                    #{batchId}, #{createdAt}, #{expiresAt})
            ON CONFLICT (id) DO NOTHING
            """)
    int insert(FileRow file);

    @Select("""
            SELECT id, account_id, filename, purpose, bytes, sha256, line_count, object_key, batch_id, created_at,
                   expires_at
            FROM file
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND deleted_at IS NULL
              AND (expires_at IS NULL OR expires_at > #{now})
            """)
    Optional<FileRow> find(UUID accountId, UUID id, Instant now);

    @Select("""
            SELECT id, account_id, filename, purpose, bytes, sha256, line_count, object_key, batch_id, created_at,
                   expires_at
            FROM file
            WHERE account_id = #{accountId}
              AND deleted_at IS NULL
              AND (expires_at IS NULL OR expires_at > #{now})
              AND (#{purpose}::text IS NULL OR purpose = #{purpose})
              AND (#{after}::uuid IS NULL OR id > #{after})
            ORDER BY id
            LIMIT #{limit}
            """)
    List<FileRow> oldestFirst(UUID accountId, @Nullable String purpose, @Nullable UUID after, Instant now, int limit);

    @Select("""
            SELECT id, account_id, filename, purpose, bytes, sha256, line_count, object_key, batch_id, created_at,
                   expires_at
            FROM file
            WHERE account_id = #{accountId}
              AND deleted_at IS NULL
              AND (expires_at IS NULL OR expires_at > #{now})
              AND (#{purpose}::text IS NULL OR purpose = #{purpose})
              AND (#{after}::uuid IS NULL OR id < #{after})
            ORDER BY id DESC
            LIMIT #{limit}
            """)
    List<FileRow> newestFirst(UUID accountId, @Nullable String purpose, @Nullable UUID after, Instant now, int limit);

    /** Files whose bytes are still there, deleted ones included; whoever submits a batch over it waits. */
    @Select("""
            SELECT id, account_id, filename, purpose, bytes, sha256, line_count, object_key, batch_id, created_at,
                   expires_at
            FROM file
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND purged_at IS NULL
            FOR UPDATE
            """)
    Optional<FileRow> lock(UUID accountId, UUID id);

    /** A batch that has not ended and reads the file: as its input, or because it reuses results that are in it. */
    @Select("""
            SELECT id
            FROM batch
            WHERE input_file_id = #{id}
              AND state NOT IN ('completed', 'failed', 'cancelled', 'expired')
            UNION ALL
            SELECT b.id
            FROM file f
            JOIN batch_source s ON s.source_batch = f.batch_id
            JOIN batch b ON b.id = s.batch_id
            WHERE f.id = #{id}
              AND b.output_file_id IS NULL
              AND b.state NOT IN ('completed', 'failed', 'cancelled', 'expired')
            LIMIT 1
            """)
    Optional<UUID> reader(UUID id);

    /** Files that have expired and whose bytes are still there, after a place in their order. */
    @Select("""
            SELECT id, account_id, expires_at AS since
            FROM file
            WHERE expires_at <= #{now}
              AND purged_at IS NULL
              AND (expires_at, id) > (#{after}, #{afterId})
            ORDER BY expires_at, id
            LIMIT #{limit}
            """)
    List<DueFileRow> expired(Instant now, Instant after, UUID afterId, int limit);

    /** Files that are deleted and whose bytes are still there, after a place in their order. */
    @Select("""
            SELECT id, account_id, deleted_at AS since
            FROM file
            WHERE deleted_at IS NOT NULL
              AND purged_at IS NULL
              AND (deleted_at, id) > (#{after}, #{afterId})
            ORDER BY deleted_at, id
            LIMIT #{limit}
            """)
    List<DueFileRow> halfDeleted(Instant after, UUID afterId, int limit);

    @Update("""
            UPDATE file
            SET deleted_at = coalesce(deleted_at, #{now})
            WHERE id = #{id}
            """)
    int delete(UUID id, Instant now);

    @Update("""
            UPDATE file
            SET purged_at = #{now}
            WHERE id = #{id}
            """)
    int purged(UUID id, Instant now);
}
