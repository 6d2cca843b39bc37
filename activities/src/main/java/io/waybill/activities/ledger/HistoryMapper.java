package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** Reads {@code journal_entry} and {@code posting} as an account sees them. */
@Mapper
interface HistoryMapper {

    @Select("""
            SELECT e.id, e.reference, k.kind,
                   CASE k.kind WHEN 'capture' THEN p.revenue WHEN 'hold' THEN p.held WHEN 'release' THEN p.available
                        ELSE abs(p.available) END AS amount_nanos,
                   p.available AS available_change_nanos, p.held AS held_change_nanos, e.available_after_nanos,
                   e.held_after_nanos, e.batch_id, e.key_id, e.memo, e.created_at
            FROM journal_entry e
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount_nanos) FILTER (WHERE kind = 'available'), 0) AS available,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'held'), 0) AS held,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'revenue'), 0) AS revenue
                FROM posting
                WHERE entry_id = e.id
            ) p
            CROSS JOIN LATERAL (
                SELECT CASE WHEN e.kind = 'charge' THEN 'capture'
                            WHEN e.kind = 'settle' AND p.revenue > 0 THEN 'capture'
                            WHEN e.kind = 'settle' THEN 'release'
                            ELSE e.kind END AS kind
            ) k
            WHERE e.account_id = #{accountId}
              AND e.id < #{before}
              AND k.kind = ANY(#{kinds})
              AND e.created_at >= #{from}
              AND e.created_at < #{to}
            ORDER BY e.id DESC
            LIMIT #{limit}
            """)
    List<History.Transaction> newest(UUID accountId, String[] kinds, Instant from, Instant to, long before, int limit);

    @Select("""
            SELECT e.id, e.reference, k.kind,
                   CASE k.kind WHEN 'capture' THEN p.revenue WHEN 'hold' THEN p.held WHEN 'release' THEN p.available
                        ELSE abs(p.available) END AS amount_nanos,
                   p.available AS available_change_nanos, p.held AS held_change_nanos, e.available_after_nanos,
                   e.held_after_nanos, e.batch_id, e.key_id, e.memo, e.created_at
            FROM journal_entry e
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount_nanos) FILTER (WHERE kind = 'available'), 0) AS available,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'held'), 0) AS held,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'revenue'), 0) AS revenue
                FROM posting
                WHERE entry_id = e.id
            ) p
            CROSS JOIN LATERAL (
                SELECT CASE WHEN e.kind = 'charge' THEN 'capture'
                            WHEN e.kind = 'settle' AND p.revenue > 0 THEN 'capture'
                            WHEN e.kind = 'settle' THEN 'release'
                            ELSE e.kind END AS kind
            ) k
            WHERE e.account_id = #{accountId}
              AND e.batch_id = #{batchId}
              AND e.id < #{before}
              AND k.kind = ANY(#{kinds})
              AND e.created_at >= #{from}
              AND e.created_at < #{to}
            ORDER BY e.id DESC
            LIMIT #{limit}
            """)
    List<History.Transaction> newestOfBatch(
            UUID accountId, UUID batchId, String[] kinds, Instant from, Instant to, long before, int limit);

    @Select("""
            SELECT e.id, e.reference, k.kind,
                   CASE k.kind WHEN 'capture' THEN p.revenue WHEN 'hold' THEN p.held WHEN 'release' THEN p.available
                        ELSE abs(p.available) END AS amount_nanos,
                   p.available AS available_change_nanos, p.held AS held_change_nanos, e.available_after_nanos,
                   e.held_after_nanos, e.batch_id, e.key_id, e.memo, e.created_at
            FROM journal_entry e
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount_nanos) FILTER (WHERE kind = 'available'), 0) AS available,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'held'), 0) AS held,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'revenue'), 0) AS revenue
                FROM posting
                WHERE entry_id = e.id
            ) p
            CROSS JOIN LATERAL (
                SELECT CASE WHEN e.kind = 'charge' THEN 'capture'
                            WHEN e.kind = 'settle' AND p.revenue > 0 THEN 'capture'
                            WHEN e.kind = 'settle' THEN 'release'
                            ELSE e.kind END AS kind
            ) k
            WHERE e.account_id = #{accountId}
              AND e.id > #{after}
              AND k.kind = ANY(#{kinds})
              AND e.created_at >= #{from}
              AND e.created_at < #{to}
            ORDER BY e.id
            LIMIT #{limit}
            """)
    List<History.Transaction> oldest(UUID accountId, String[] kinds, Instant from, Instant to, long after, int limit);

    @Select("""
            SELECT e.id, e.reference, k.kind,
                   CASE k.kind WHEN 'capture' THEN p.revenue WHEN 'hold' THEN p.held WHEN 'release' THEN p.available
                        ELSE abs(p.available) END AS amount_nanos,
                   p.available AS available_change_nanos, p.held AS held_change_nanos, e.available_after_nanos,
                   e.held_after_nanos, e.batch_id, e.key_id, e.memo, e.created_at
            FROM journal_entry e
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount_nanos) FILTER (WHERE kind = 'available'), 0) AS available,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'held'), 0) AS held,
                       coalesce(sum(amount_nanos) FILTER (WHERE kind = 'revenue'), 0) AS revenue
                FROM posting
                WHERE entry_id = e.id
            ) p
            CROSS JOIN LATERAL (
                SELECT CASE WHEN e.kind = 'charge' THEN 'capture'
                            WHEN e.kind = 'settle' AND p.revenue > 0 THEN 'capture'
                            WHEN e.kind = 'settle' THEN 'release'
                            ELSE e.kind END AS kind
            ) k
            WHERE e.account_id = #{accountId}
              AND e.batch_id = #{batchId}
              AND e.id > #{after}
              AND k.kind = ANY(#{kinds})
              AND e.created_at >= #{from}
              AND e.created_at < #{to}
            ORDER BY e.id
            LIMIT #{limit}
            """)
    List<History.Transaction> oldestOfBatch(
            UUID accountId, UUID batchId, String[] kinds, Instant from, Instant to, long after, int limit);

    @Select("""
            SELECT id, available_after_nanos, held_after_nanos
            FROM journal_entry
            WHERE account_id = #{accountId}
              AND created_at < #{instant}
            ORDER BY id DESC
            LIMIT 1
            """)
    Optional<AfterRow> lastBefore(UUID accountId, Instant instant);
}
