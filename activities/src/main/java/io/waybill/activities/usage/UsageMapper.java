package io.waybill.activities.usage;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** Reads items that succeeded and {@code call_usage}. The time of an item is when its run was settled. */
@Mapper
interface UsageMapper {

    @Select("""
            SELECT b.id AS source, i.index, true AS batch, i.custom_id, b.key_id, m.name AS model,
                   i.units AS input_tokens, i.output_units AS output_tokens, i.charged_nanos,
                   coalesce(r.amount_nanos, 0) AS refunded_nanos, c.settled_at AS at
            FROM batch b
            JOIN batch_item i ON i.batch_id = b.id AND i.state = 1
            JOIN model m ON m.id = i.model_id
            JOIN batch_chunk_run c ON c.batch_id = i.batch_id AND c.chunk = i.chunk AND c.wave = i.wave
            LEFT JOIN item_refund r ON r.batch_id = i.batch_id AND r.index = i.index
            WHERE b.account_id = #{accountId}
              AND b.id <= #{source}
              AND (b.id, i.index) < (#{source}, #{index})
              AND (CAST(#{batchId} AS uuid) IS NULL OR b.id = #{batchId})
              AND (CAST(#{model} AS text) IS NULL OR m.name = #{model})
              AND c.settled_at >= #{from}
              AND c.settled_at < #{to}
            ORDER BY b.id DESC, i.index DESC
            LIMIT #{limit}
            """)
    List<UsageRow> items(
            UUID accountId,
            UUID source,
            int index,
            @Nullable UUID batchId,
            @Nullable String model,
            Instant from,
            Instant to,
            int limit);

    @Select("""
            SELECT id AS source, 0 AS index, false AS batch, NULL AS custom_id, key_id, model, input_tokens,
                   output_tokens, charged_nanos, refunded_nanos, created_at AS at
            FROM call_usage
            WHERE account_id = #{accountId}
              AND (id, 0) < (#{source}, #{index})
              AND (CAST(#{model} AS text) IS NULL OR model = #{model})
              AND refunded_nanos < charged_nanos
              AND created_at >= #{from}
              AND created_at < #{to}
            ORDER BY id DESC
            LIMIT #{limit}
            """)
    List<UsageRow> calls(
            UUID accountId, UUID source, int index, @Nullable String model, Instant from, Instant to, int limit);

    @Select("""
            SELECT model, sum(requests) AS requests, sum(input_tokens) AS input_tokens,
                   sum(output_tokens) AS output_tokens, sum(cost_nanos) AS cost_nanos
            FROM (
                SELECT m.name AS model, count(*) AS requests, sum(i.units) AS input_tokens,
                       sum(i.output_units) AS output_tokens,
                       sum(i.charged_nanos) - sum(coalesce(r.amount_nanos, 0)) AS cost_nanos
                FROM batch b
                JOIN batch_item i ON i.batch_id = b.id AND i.state = 1
                JOIN model m ON m.id = i.model_id
                JOIN batch_chunk_run c ON c.batch_id = i.batch_id AND c.chunk = i.chunk AND c.wave = i.wave
                LEFT JOIN item_refund r ON r.batch_id = i.batch_id AND r.index = i.index
                WHERE b.account_id = #{accountId}
                  AND (CAST(#{batchId} AS uuid) IS NULL OR b.id = #{batchId})
                  AND c.settled_at >= #{from}
                  AND c.settled_at < #{to}
                GROUP BY m.name
                UNION ALL
                SELECT model, count(*), sum(input_tokens), sum(output_tokens), sum(charged_nanos - refunded_nanos)
                FROM call_usage
                WHERE account_id = #{accountId}
                  AND CAST(#{batchId} AS uuid) IS NULL
                  AND refunded_nanos < charged_nanos
                  AND created_at >= #{from}
                  AND created_at < #{to}
                GROUP BY model
            ) AS used
            WHERE CAST(#{model} AS text) IS NULL OR model = #{model}
            GROUP BY model
            ORDER BY cost_nanos DESC, model
            """)
    List<Usage.Total> totals(UUID accountId, @Nullable UUID batchId, @Nullable String model, Instant from, Instant to);
}
