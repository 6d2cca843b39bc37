package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code webhook_secret}. */
@Mapper
interface WebhookSecretMapper {

    @Insert("""
            INSERT INTO webhook_secret (id, account_id, owner_id, sealed, created_at)
            VALUES (#{id}, #{accountId}, #{ownerId}, #{sealed}, #{now})
            """)
    int insert(UUID id, UUID accountId, UUID ownerId, byte[] sealed, Instant now);

    /** Those that sign, the newest first. */
    @Select("""
            SELECT id, account_id, sealed
            FROM webhook_secret
            WHERE owner_id = #{ownerId}
              AND (expires_at IS NULL OR expires_at > #{now})
            ORDER BY created_at DESC
            """)
    List<SecretRow> live(UUID ownerId, Instant now);

    @Update("""
            UPDATE webhook_secret
            SET expires_at = #{expiresAt}
            WHERE account_id = #{accountId}
              AND owner_id = #{ownerId}
              AND (expires_at IS NULL OR expires_at > #{expiresAt})
            """)
    int expire(UUID accountId, UUID ownerId, Instant expiresAt);

    @Delete("""
            DELETE FROM webhook_secret
            WHERE account_id = #{accountId}
              AND owner_id = #{ownerId}
              AND expires_at <= #{now}
            """)
    int removeExpired(UUID accountId, UUID ownerId, Instant now);

    /** A secret as stored. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record SecretRow(UUID id, UUID accountId, byte[] sealed) {}
}
