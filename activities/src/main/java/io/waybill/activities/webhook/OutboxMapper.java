package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code webhook_event}. */
@Mapper
interface OutboxMapper {

    /** The event with its number in the batch, and its deliveries. */
    @Insert("""
            WITH event AS (
                INSERT INTO webhook_event (id, account_id, batch_id, type, milestone, sequence, body, created_at)
                SELECT #{id}, #{accountId}, #{batchId}, #{type}, #{milestone}, number.next,
                       CAST(jsonb_set(CAST(#{body} AS jsonb), '{data,sequence}', to_jsonb(number.next)) AS text), #{now}
                FROM (SELECT coalesce(max(sequence), 0) + 1 AS next
                      FROM webhook_event
                      WHERE batch_id = #{batchId}) number
                ON CONFLICT (batch_id, type, milestone) DO NOTHING
                RETURNING id
            )
            INSERT INTO webhook_delivery (endpoint_id, event_id, account_id, target, state, due_at, created_at)
            SELECT endpoint.id, event.id, endpoint.account_id, endpoint.target, 'pending', #{now}, #{now}
            FROM event
            CROSS JOIN webhook_endpoint endpoint
            WHERE endpoint.account_id = #{accountId}
              AND endpoint.enabled
              AND #{type} = ANY (endpoint.events)
              AND (endpoint.kind = 'endpoint'
                   OR endpoint.url = (SELECT webhook_url FROM batch WHERE id = #{batchId}))
            """)
    int record(UUID id, UUID accountId, UUID batchId, String type, String milestone, String body, Instant now);

    /** An event for one endpoint alone. */
    @Insert("""
            WITH event AS (
                INSERT INTO webhook_event (id, account_id, batch_id, type, milestone, sequence, body, created_at)
                VALUES (#{id}, #{accountId}, NULL, #{type}, '', 1, #{body}, #{now})
                RETURNING id
            )
            INSERT INTO webhook_delivery (endpoint_id, event_id, account_id, target, state, due_at, created_at)
            SELECT endpoint.id, event.id, endpoint.account_id, endpoint.target, 'pending', #{now}, #{now}
            FROM event
            CROSS JOIN webhook_endpoint endpoint
            WHERE endpoint.id = #{endpointId}
            """)
    int recordFor(UUID endpointId, UUID id, UUID accountId, String type, String body, Instant now);

    /** Accounts with an endpoint for a type, that had none of it between two moments, and never this milestone. */
    @Select("""
            SELECT DISTINCT endpoint.account_id
            FROM webhook_endpoint endpoint
            WHERE endpoint.kind = 'endpoint'
              AND endpoint.enabled
              AND #{type} = ANY (endpoint.events)
              AND NOT EXISTS (SELECT 1
                              FROM webhook_event event
                              WHERE event.account_id = endpoint.account_id
                                AND event.type = #{type}
                                AND (event.milestone = #{milestone}
                                     OR event.created_at > #{from} AND event.created_at < #{to}))
            ORDER BY endpoint.account_id
            """)
    List<UUID> waiting(String type, String milestone, Instant from, Instant to);

    /** An event of no batch, for all endpoints of an account that want it. */
    @Insert("""
            WITH event AS (
                INSERT INTO webhook_event (id, account_id, batch_id, type, milestone, sequence, body, created_at)
                VALUES (#{id}, #{accountId}, NULL, #{type}, #{milestone}, 1, #{body}, #{now})
                RETURNING id
            )
            INSERT INTO webhook_delivery (endpoint_id, event_id, account_id, target, state, due_at, created_at)
            SELECT endpoint.id, event.id, endpoint.account_id, endpoint.target, 'pending', #{now}, #{now}
            FROM event
            CROSS JOIN webhook_endpoint endpoint
            WHERE endpoint.account_id = #{accountId}
              AND endpoint.kind = 'endpoint'
              AND endpoint.enabled
              AND #{type} = ANY (endpoint.events)
            """)
    int recordOfAccount(UUID id, UUID accountId, String type, String milestone, String body, Instant now);

    @Delete("""
            DELETE FROM webhook_event
            WHERE id IN (SELECT event.id
                         FROM webhook_event event
                         WHERE event.created_at < #{before}
                           AND NOT EXISTS (SELECT 1
                                           FROM webhook_delivery delivery
                                           WHERE delivery.event_id = event.id
                                             AND delivery.state IN ('pending', 'delivering', 'waiting'))
                         LIMIT #{limit})
            """)
    int removeOld(Instant before, int limit);
}
