package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over deliveries and attempts for those who own them. */
@Mapper
interface DeliveryLogMapper {

    @Select("""
            SELECT delivery.endpoint_id, delivery.event_id, event.batch_id, event.type, delivery.state, delivery.round,
                   delivery.attempts, delivery.note, event.created_at,
                   CASE delivery.state WHEN 'waiting' THEN delivery.due_at - interval '2 minutes' END AS next_at,
                   delivery.ended_at
            FROM webhook_delivery delivery
            JOIN webhook_event event ON event.id = delivery.event_id
            WHERE delivery.account_id = #{accountId}
              AND delivery.endpoint_id = #{endpointId}
              AND delivery.event_id = #{eventId}
            """)
    Optional<Delivery> find(UUID accountId, UUID endpointId, UUID eventId);

    @Select("""
            SELECT delivery.endpoint_id, delivery.event_id, event.batch_id, event.type, delivery.state, delivery.round,
                   delivery.attempts, delivery.note, event.created_at,
                   CASE delivery.state WHEN 'waiting' THEN delivery.due_at - interval '2 minutes' END AS next_at,
                   delivery.ended_at
            FROM webhook_delivery delivery
            JOIN webhook_event event ON event.id = delivery.event_id
            WHERE delivery.account_id = #{accountId}
              AND delivery.endpoint_id = #{endpointId}
              AND delivery.event_id < #{before}
              AND (CAST(#{state} AS text) IS NULL OR delivery.state = #{state})
            ORDER BY delivery.event_id DESC
            LIMIT #{limit}
            """)
    List<Delivery> list(UUID accountId, UUID endpointId, UUID before, @Nullable String state, int limit);

    @Select("""
            SELECT round, attempt, made_at, latency_millis, status, note
            FROM webhook_attempt
            WHERE account_id = #{accountId}
              AND endpoint_id = #{endpointId}
              AND event_id = #{eventId}
            ORDER BY round DESC, attempt DESC
            """)
    List<Delivery.Attempt> attempts(UUID accountId, UUID endpointId, UUID eventId);

    @Select("""
            SELECT body
            FROM webhook_event
            WHERE account_id = #{accountId}
              AND id = #{eventId}
            """)
    Optional<String> body(UUID accountId, UUID eventId);

    @Update("""
            UPDATE webhook_delivery
            SET state = 'pending', round = round + 1, attempts = 0, due_at = #{now}, note = NULL, ended_at = NULL
            WHERE account_id = #{accountId}
              AND endpoint_id = #{endpointId}
              AND event_id = #{eventId}
              AND state IN ('waiting', 'delivered', 'dead')
            """)
    int redeliver(UUID accountId, UUID endpointId, UUID eventId, Instant now);

    @Update("""
            UPDATE webhook_delivery
            SET state = 'pending', round = round + 1, attempts = 0, due_at = #{now}, note = NULL, ended_at = NULL
            WHERE endpoint_id = #{endpointId}
              AND event_id IN (SELECT delivery.event_id
                               FROM webhook_delivery delivery
                               JOIN webhook_event event ON event.id = delivery.event_id
                               WHERE delivery.account_id = #{accountId}
                                 AND delivery.endpoint_id = #{endpointId}
                                 AND event.created_at >= #{from}
                                 AND event.created_at < #{to}
                                 AND (delivery.state = 'dead'
                                      OR (NOT #{deadOnly} AND delivery.state IN ('waiting', 'delivered')))
                               ORDER BY delivery.event_id
                               LIMIT #{limit})
            """)
    int redeliverRange(
            UUID accountId, UUID endpointId, Instant from, Instant to, boolean deadOnly, int limit, Instant now);

    @Insert("""
            INSERT INTO webhook_delivery AS delivery (endpoint_id, event_id, account_id, target, state, due_at,
                                                      created_at)
            SELECT endpoint.id, event.id, endpoint.account_id, endpoint.target, 'pending', #{now}, #{now}
            FROM webhook_endpoint endpoint
            JOIN webhook_event event ON event.account_id = endpoint.account_id
            WHERE endpoint.account_id = #{accountId}
              AND endpoint.id = #{endpointId}
              AND event.batch_id = #{batchId}
            ON CONFLICT (endpoint_id, event_id) DO UPDATE
            SET state = 'pending', round = delivery.round + 1, attempts = 0, due_at = EXCLUDED.due_at, note = NULL,
                ended_at = NULL
            WHERE delivery.state IN ('waiting', 'delivered', 'dead')
            """)
    int replay(UUID accountId, UUID endpointId, UUID batchId, Instant now);
}
