package io.waybill.activities.batch;

import io.waybill.activities.database.Jsonb;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code batch}. */
@Mapper
interface BatchMapper {

    /**
     * Stands in line for a batch until the transaction ends. Every step that writes begins with it, so the steps of one
     * batch never overlap; unlike a lock of the row it may come before the account's, whose turn is last and short.
     */
    @Select("""
            SELECT 1
            FROM pg_advisory_xact_lock(hashtextextended(CAST(#{id} AS text), 0))
            """)
    int stand(UUID id);

    @Select("""
            SELECT id, account_id, key_id, dialect, state, lane, endpoint, quarantine, items, succeeded, failed, cancelled, expired,
                   errors, price_version, price_nanos, held_nanos, captured_nanos, released_nanos, prepared_lines, plan,
                   created_at, started_at, output_file_id, error_file_id, max_cost_nanos, max_error_rate, on_limit,
                   reuse, doubles
            FROM batch
            WHERE id = #{id}
            """)
    Optional<BatchRow> find(UUID id);

    @Insert("""
            INSERT INTO batch (id, account_id, key_id, dialect, name, lane, state, endpoint, quarantine, input_file_id,
                               window_seconds, output_seconds, metadata, price_version, created_at, expires_at, max_cost_nanos,
                               max_error_rate, on_limit, retry_of, webhook_url, reuse)
            VALUES (#{id}, #{accountId}, #{keyId}, #{dialect}, #{name}, #{lane}, #{state}, #{endpoint}, #{quarantine},
                    #{inputFileId}, #{windowSeconds}, #{outputSeconds}, #{metadata},
                    (SELECT coalesce(max(id), 0) FROM price_list), #{createdAt}, #{expiresAt}, #{maxCostNanos},
                    #{maxErrorRate}, #{onLimit}, #{retryOf}, #{webhookUrl}, #{reuse})
            ON CONFLICT (id) DO NOTHING
            """)
    int insert(NewBatchRow batch);

    @Update("""
            UPDATE batch
            SET state = #{state}
            WHERE id = #{id}
            """)
    int enter(UUID id, BatchState state);

    /** The lane of submission is never written: prices follow from it. */
    @Update("""
            UPDATE batch
            SET state = #{state}, run_lane = nullif(#{lane}, lane), pause_reason = #{reason}
            WHERE id = #{id}
            """)
    int steer(UUID id, BatchState state, Lane lane, @Nullable String reason);

    @Update("""
            UPDATE batch
            SET state = 'in_progress', held_nanos = #{heldNanos}, started_at = #{now}
            WHERE id = #{id}
            """)
    int start(UUID id, long heldNanos, Instant now);

    @Update("""
            UPDATE batch
            SET state = 'cancelling', cancelling_at = #{now}
            WHERE id = #{id}
            """)
    int cancel(UUID id, Instant now);

    @Update("""
            UPDATE batch
            SET state = 'finalizing', finalizing_at = #{now}
            WHERE id = #{id}
            """)
    int finish(UUID id, Instant now);

    /** Ends it. Its lines are kept as long as its results only where some of them may be tried again. */
    @Update("""
            UPDATE batch
            SET state = #{state}, failure_code = #{code}, failure_message = #{message}, ended_at = #{now},
                results_until = CAST(#{now} AS timestamptz) + make_interval(secs => coalesce(output_seconds, #{resultSeconds})),
                input_until = CAST(#{now} AS timestamptz) + CASE WHEN failed > invalid
                                            THEN make_interval(secs => coalesce(output_seconds, #{resultSeconds}))
                                            ELSE make_interval() END
            WHERE id = #{id}
            """)
    int end(
            UUID id,
            BatchState state,
            @Nullable String code,
            @Nullable String message,
            Instant now,
            long resultSeconds);

    @Update("""
            UPDATE batch
            SET succeeded = #{counts.succeeded}, failed = #{counts.failed}, cancelled = #{counts.cancelled},
                expired = #{counts.expired}, captured_nanos = #{counts.capturedNanos},
                released_nanos = #{counts.releasedNanos}, errors = #{errors}
            WHERE id = #{id}
            """)
    int count(UUID id, BatchCounts counts, Jsonb errors);

    @Update("""
            UPDATE batch
            SET output_file_id = #{outputFileId}, error_file_id = #{errorFileId}
            WHERE id = #{id}
            """)
    int publish(UUID id, @Nullable UUID outputFileId, @Nullable UUID errorFileId);

    /** How long its files can be read; null for as long as nobody deletes them. */
    @Select("""
            SELECT output_seconds
            FROM batch
            WHERE id = #{id}
            """)
    @Nullable
    Long outputSeconds(UUID id);

    /** Where the lines are and how far they have been read; null before the first block. */
    @Select("""
            SELECT checkpoint
            FROM batch
            WHERE id = #{id}
            """)
    @Nullable
    Jsonb checkpoint(UUID id);

    @Update("""
            UPDATE batch
            SET prepared_lines = #{lines}, checkpoint = #{checkpoint}
            WHERE id = #{id}
            """)
    int proceed(UUID id, int lines, Jsonb checkpoint);

    @Update("""
            UPDATE batch
            SET prepared_lines = #{lines}, checkpoint = NULL, items = #{counts.items}, invalid = #{invalid},
                succeeded = #{counts.succeeded}, failed = #{counts.failed}, doubles = #{doubles}, errors = #{errors}, problems = #{problems}, models = #{models},
                price_nanos = #{priceNanos}, plan = #{plan}
            WHERE id = #{id}
            """)
    int plan(
            UUID id,
            int lines,
            BatchCounts counts,
            long invalid,
            Jsonb errors,
            Jsonb problems,
            String[] models,
            long priceNanos,
            boolean doubles,
            Jsonb plan);

    /** A batch of an account with the segment it reads. */
    @Select("""
            SELECT b.id, b.account_id, b.key_id, b.dialect, b.name, b.lane, b.state, b.endpoint, b.quarantine,
                   b.input_file_id, b.window_seconds, b.output_seconds, b.metadata, b.models, b.items, b.succeeded, b.failed, b.cancelled,
                   b.expired, b.errors, b.problems, b.price_nanos, b.held_nanos, b.captured_nanos, b.released_nanos,
                   b.refunded_nanos, b.failure_code, b.failure_message, b.output_file_id, b.error_file_id, b.created_at, b.expires_at, b.started_at,
                   b.cancelling_at, b.finalizing_at, b.ended_at, b.run_lane, b.pause_reason, b.max_cost_nanos,
                   b.max_error_rate, b.on_limit, b.retry_of, b.sealed_at, b.webhook_url, b.reuse, s.object_key AS segment_key, s.bytes AS segment_bytes,
                   s.sha256 AS segment_sha256
            FROM batch b
            JOIN batch_segment s ON s.batch_id = b.id AND s.ordinal = 0
            WHERE b.account_id = #{accountId}
              AND b.id = #{id}
              AND b.deleted_at IS NULL
            """)
    Optional<WholeBatchRow> findWhole(UUID accountId, UUID id);

    @Select("""
            SELECT b.id, b.account_id, b.key_id, b.dialect, b.name, b.lane, b.state, b.endpoint, b.quarantine,
                   b.input_file_id, b.window_seconds, b.output_seconds, b.metadata, b.models, b.items, b.succeeded, b.failed, b.cancelled,
                   b.expired, b.errors, b.problems, b.price_nanos, b.held_nanos, b.captured_nanos, b.released_nanos,
                   b.refunded_nanos, b.failure_code, b.failure_message, b.output_file_id, b.error_file_id, b.created_at, b.expires_at, b.started_at,
                   b.cancelling_at, b.finalizing_at, b.ended_at, b.run_lane, b.pause_reason, b.max_cost_nanos,
                   b.max_error_rate, b.on_limit, b.retry_of, b.sealed_at, b.webhook_url, b.reuse, s.object_key AS segment_key, s.bytes AS segment_bytes,
                   s.sha256 AS segment_sha256
            FROM batch b
            JOIN batch_segment s ON s.batch_id = b.id AND s.ordinal = 0
            WHERE b.account_id = #{accountId}
              AND b.id < #{before}
              AND b.deleted_at IS NULL
            ORDER BY b.id DESC
            LIMIT #{limit}
            """)
    List<WholeBatchRow> list(UUID accountId, UUID before, int limit);
}
