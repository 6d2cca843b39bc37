package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code webhook_delivery} for those who deliver. */
@Mapper
interface DeliveryMapper {

    /**
     * Takes what is pending where its receiver has a place: {@code places} for one that answers, one for one that is
     * tried again, none before its pause is over.
     *
     * @param due when whoever takes them will have begun
     */
    @Select(affectData = true, value = """
            WITH taken AS (
                UPDATE webhook_delivery delivery
                SET state = 'delivering', due_at = #{due}
                FROM (
                    SELECT next.endpoint_id, next.event_id
                    FROM (SELECT DISTINCT account_id, target
                          FROM webhook_delivery
                          WHERE state = 'pending') receiver
                    LEFT JOIN webhook_target paused
                        ON paused.account_id = receiver.account_id AND paused.target = receiver.target
                    CROSS JOIN LATERAL (
                        SELECT count(*) AS number
                        FROM webhook_delivery other
                        WHERE other.account_id = receiver.account_id
                          AND other.target = receiver.target
                          AND other.state = 'delivering'
                          AND other.due_at > #{now}) begun
                    CROSS JOIN LATERAL (
                        SELECT pending.endpoint_id, pending.event_id
                        FROM webhook_delivery pending
                        WHERE pending.account_id = receiver.account_id
                          AND pending.target = receiver.target
                          AND pending.state = 'pending'
                        ORDER BY pending.event_id
                        LIMIT greatest(0, CASE WHEN paused.open_until > #{now} THEN 0
                                               WHEN paused.failures >= #{failuresMax} THEN 1
                                               ELSE #{places} END - begun.number)
                        FOR UPDATE SKIP LOCKED) next
                    LIMIT #{limit}) chosen
                WHERE delivery.endpoint_id = chosen.endpoint_id
                  AND delivery.event_id = chosen.event_id
                RETURNING delivery.endpoint_id, delivery.event_id, delivery.round, delivery.attempts
            )
            SELECT taken.endpoint_id, taken.event_id, taken.round, taken.attempts, event.type, endpoint.url
            FROM taken
            JOIN webhook_event event ON event.id = taken.event_id
            JOIN webhook_endpoint endpoint ON endpoint.id = taken.endpoint_id
            """)
    List<DueRow> take(Instant now, Instant due, int places, int failuresMax, int limit);

    /** Those of which nothing was heard when something should have happened. */
    @Select("""
            SELECT delivery.endpoint_id, delivery.event_id, delivery.round, delivery.attempts, event.type, endpoint.url
            FROM webhook_delivery delivery
            JOIN webhook_event event ON event.id = delivery.event_id
            JOIN webhook_endpoint endpoint ON endpoint.id = delivery.endpoint_id
            WHERE delivery.state IN ('delivering', 'waiting')
              AND delivery.due_at < #{now}
            ORDER BY delivery.due_at
            LIMIT #{limit}
            """)
    List<DueRow> overdue(Instant now, int limit);

    @Update("""
            UPDATE webhook_delivery
            SET due_at = #{due}
            WHERE endpoint_id = #{row.endpointId}
              AND event_id = #{row.eventId}
              AND round = #{row.round}
              AND state IN ('delivering', 'waiting')
            """)
    int expect(DueRow row, Instant due);

    @Update("""
            UPDATE webhook_delivery
            SET state = 'pending', due_at = #{now}
            WHERE endpoint_id = #{row.endpointId}
              AND event_id = #{row.eventId}
              AND round = #{row.round}
              AND state = 'delivering'
            """)
    int giveBack(DueRow row, Instant now);

    @Update("""
            UPDATE webhook_delivery
            SET state = 'dead', note = #{note}, ended_at = #{now}
            WHERE endpoint_id = #{row.endpointId}
              AND event_id = #{row.eventId}
              AND round = #{row.round}
              AND state IN ('delivering', 'waiting')
            """)
    int bury(DueRow row, String note, Instant now);

    /** Everything that an attempt needs. */
    @Select("""
            SELECT delivery.account_id, delivery.target, delivery.state, delivery.round, delivery.attempts,
                   delivery.due_at, delivery.note, endpoint.url, endpoint.enabled, endpoint.disabled_reason,
                   CASE endpoint.kind WHEN 'batch' THEN endpoint.account_id ELSE endpoint.id END AS secret_owner,
                   event.type, event.body, paused.failures, paused.open_until
            FROM webhook_delivery delivery
            JOIN webhook_endpoint endpoint ON endpoint.id = delivery.endpoint_id
            JOIN webhook_event event ON event.id = delivery.event_id
            LEFT JOIN webhook_target paused
                ON paused.account_id = delivery.account_id AND paused.target = delivery.target
            WHERE delivery.endpoint_id = #{endpointId}
              AND delivery.event_id = #{eventId}
            """)
    Optional<SendRow> find(UUID endpointId, UUID eventId);

    /** Postpones without an attempt. */
    @Update("""
            UPDATE webhook_delivery
            SET state = 'waiting', due_at = #{due}, note = #{note}
            WHERE endpoint_id = #{endpointId}
              AND event_id = #{eventId}
              AND round = #{round}
              AND state IN ('pending', 'delivering', 'waiting')
            """)
    int postpone(UUID endpointId, UUID eventId, int round, Instant due, String note);

    /** Writes down an attempt and what follows; nothing where that attempt was written down already. */
    @Select(affectData = true, value = """
            WITH made AS (
                INSERT INTO webhook_attempt (endpoint_id, event_id, round, attempt, account_id, made_at, latency_millis,
                                             status, note)
                VALUES (#{endpointId}, #{eventId}, #{round}, #{attempt}, #{accountId},
                        #{madeAt}, #{latencyMillis}, #{status}, #{note})
                ON CONFLICT DO NOTHING
                RETURNING endpoint_id, event_id, round
            )
            UPDATE webhook_delivery delivery
            SET state = #{next}, attempts = #{attempt}, due_at = #{due}, note = #{note},
                ended_at = CASE WHEN #{next} IN ('delivered', 'dead') THEN CAST(#{now} AS timestamptz) END
            FROM made
            WHERE delivery.endpoint_id = made.endpoint_id
              AND delivery.event_id = made.event_id
              AND delivery.round = made.round
            RETURNING 1
            """)
    List<Integer> write(MadeAttempt made);
}
