package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over what clients read of requests. */
@Mapper
interface RequestMapper {

    /** Segments are numbered in the order of their first items. */
    @Select("""
            SELECT i.index, i.custom_id, i.state, i.request_form, b.endpoint, m.name AS model, i.wave, i.charged_nanos,
                   coalesce((SELECT s.added_at
                             FROM batch_segment s
                             WHERE s.batch_id = i.batch_id
                               AND s.first_index <= i.index
                             ORDER BY s.ordinal DESC
                             LIMIT 1), b.created_at) AS added_at,
                   r.settled_at, b.ended_at AS batch_ended_at
            FROM batch b
            JOIN batch_item i ON i.batch_id = b.id
            LEFT JOIN model m ON m.id = i.model_id
            LEFT JOIN batch_chunk_run r ON r.batch_id = i.batch_id AND r.chunk = i.chunk AND r.wave = i.wave
            WHERE b.account_id = #{accountId}
              AND b.id = #{batchId}
              AND i.index > #{after}
            ORDER BY i.index
            LIMIT #{limit}
            """)
    List<RequestRow> list(UUID accountId, UUID batchId, int after, int limit);

    @Select("""
            SELECT index, request_form AS form
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index = ANY (#{indexes})
              AND request_form IS NOT NULL
            """)
    List<FormRow> forms(UUID batchId, int[] indexes);
}
