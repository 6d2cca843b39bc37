package io.waybill.activities.batch;

import io.waybill.activities.database.Jsonb;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over what additions to open batches write. */
@Mapper
interface AdditionMapper {

    /** What an addition was answered; null where it has not been made. */
    @Select("""
            SELECT answer
            FROM batch_segment
            WHERE batch_id = #{batchId}
              AND append_id = #{appendId}
            """)
    @Nullable
    Jsonb answer(UUID batchId, UUID appendId);

    /** Which of these ids the batch has already. */
    @Select("""
            SELECT custom_id, request_sha256 AS sha256
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND custom_id = ANY (#{customIds})
              AND NOT duplicate
              AND request_sha256 IS NOT NULL
            """)
    List<KnownRequest> known(UUID batchId, String[] customIds);

    /** Notes how the items of an addition were asked for. */
    @Update("""
            UPDATE batch_item i
            SET request_form = r.form, request_sha256 = r.sha256
            FROM unnest(#{indexes}, #{forms}, #{hashes}) AS r (index, form, sha256)
            WHERE i.batch_id = #{batchId}
              AND i.index = r.index
            """)
    int mark(UUID batchId, int[] indexes, int[] forms, String[] hashes);

    /** The next segment of a batch, in whose transaction nobody else adds one. */
    @Select("""
            SELECT coalesce(max(ordinal), -1) + 1
            FROM batch_segment
            WHERE batch_id = #{batchId}
            """)
    int nextSegment(UUID batchId);

    @Insert("""
            INSERT INTO batch_segment (batch_id, ordinal, object_key, bytes, sha256, first_index, item_count, append_id,
                                       answer, added_at)
            VALUES (#{batchId}, #{ordinal}, #{objectKey}, #{bytes}, #{sha256}, #{firstIndex}, #{items}, #{appendId},
                    #{answer}, #{now})
            """)
    int insertSegment(
            UUID batchId,
            int ordinal,
            String objectKey,
            long bytes,
            String sha256,
            int firstIndex,
            int items,
            UUID appendId,
            Jsonb answer,
            Instant now);

    @Update("""
            UPDATE batch
            SET items = items + #{items}, invalid = invalid + #{invalid}, failed = failed + #{invalid},
                succeeded = succeeded + #{reused}, doubles = doubles OR #{doubles},
                errors = #{errors}, models = #{models}, price_nanos = price_nanos + #{priceNanos},
                held_nanos = held_nanos + #{priceNanos}, plan = #{plan}
            WHERE id = #{id}
            """)
    int grow(
            UUID id,
            int items,
            int invalid,
            long reused,
            boolean doubles,
            Jsonb errors,
            String[] models,
            long priceNanos,
            Jsonb plan);

    @Update("""
            UPDATE batch
            SET sealed_at = coalesce(sealed_at, #{now})
            WHERE id = #{id}
            """)
    int seal(UUID id, Instant now);
}
