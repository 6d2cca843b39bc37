package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code webhook_endpoint}. */
@Mapper
interface WebhookEndpointMapper {

    /** Holds the account, so that two calls do not both make the last one that is allowed. */
    @Select("""
            SELECT 1
            FROM pg_advisory_xact_lock(hashtextextended('webhook ' || CAST(#{accountId} AS text), 0))
            """)
    int lock(UUID accountId);

    @Select("""
            SELECT count(*)
            FROM webhook_endpoint
            WHERE account_id = #{accountId}
              AND kind = 'endpoint'
            """)
    int count(UUID accountId);

    @Insert("""
            INSERT INTO webhook_endpoint (id, account_id, kind, url, description, events, enabled, target, created_at,
                                          updated_at)
            VALUES (#{id}, #{accountId}, 'endpoint', #{url}, #{description}, #{events}, true, #{target}, #{now}, #{now})
            """)
    int insert(UUID id, UUID accountId, String url, String description, String[] events, String target, Instant now);

    /** One that a receiver disabled is tried again, because somebody names it again. */
    @Insert("""
            INSERT INTO webhook_endpoint (id, account_id, kind, url, description, events, enabled, target, created_at,
                                          updated_at)
            VALUES (#{id}, #{accountId}, 'batch', #{url}, '', #{events}, true, #{target}, #{now}, #{now})
            ON CONFLICT (account_id, url) WHERE kind = 'batch' DO UPDATE
            SET enabled = true, disabled_reason = NULL, updated_at = EXCLUDED.updated_at
            """)
    int ensure(UUID id, UUID accountId, String url, String[] events, String target, Instant now);

    @Select("""
            SELECT id, account_id, kind = 'batch' AS of_batches, url, description, events, enabled, disabled_reason,
                   created_at, updated_at
            FROM webhook_endpoint
            WHERE account_id = #{accountId}
              AND id = #{id}
            """)
    Optional<Endpoint> find(UUID accountId, UUID id);

    @Select("""
            SELECT id, account_id, kind = 'batch' AS of_batches, url, description, events, enabled, disabled_reason,
                   created_at, updated_at
            FROM webhook_endpoint
            WHERE account_id = #{accountId}
              AND (kind = 'batch') = #{ofBatches}
              AND id < #{before}
            ORDER BY id DESC
            LIMIT #{limit}
            """)
    List<Endpoint> list(UUID accountId, boolean ofBatches, UUID before, int limit);

    @Update("""
            UPDATE webhook_endpoint
            SET url = #{url}, description = #{description}, events = #{events}, enabled = #{enabled},
                disabled_reason = #{reason}, updated_at = #{now}
            WHERE account_id = #{accountId}
              AND id = #{id}
            """)
    int update(
            UUID accountId,
            UUID id,
            String url,
            String description,
            String[] events,
            boolean enabled,
            @Nullable String reason,
            Instant now);

    @Update("""
            UPDATE webhook_endpoint
            SET enabled = false, disabled_reason = #{reason}, updated_at = #{now}
            WHERE id = #{id}
            """)
    int disable(UUID id, String reason, Instant now);

    @Delete("""
            WITH secrets AS (
                DELETE FROM webhook_secret
                WHERE account_id = #{accountId}
                  AND owner_id = #{id}
            )
            DELETE FROM webhook_endpoint
            WHERE account_id = #{accountId}
              AND id = #{id}
            """)
    int delete(UUID accountId, UUID id);
}
