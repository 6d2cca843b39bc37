package io.waybill.activities.idempotency;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code idempotent_answer}. */
@Mapper
interface AnswerMapper {

    @Insert("""
            INSERT INTO idempotent_answer (account_id, key, request_sha256, resource_id, claimed_until, created_at)
            VALUES (#{accountId}, #{key}, #{requestSha256}, #{resourceId}, #{claimedUntil}, #{now})
            ON CONFLICT (account_id, key) DO NOTHING
            """)
    int insert(UUID accountId, String key, String requestSha256, UUID resourceId, Instant claimedUntil, Instant now);

    @Select("""
            SELECT request_sha256, resource_id, claimed_until, status, body, created_at
            FROM idempotent_answer
            WHERE account_id = #{accountId}
              AND key = #{key}
            FOR UPDATE
            """)
    Optional<AnswerRow> lock(UUID accountId, String key);

    @Select("""
            SELECT request_sha256, resource_id, claimed_until, status, body, created_at
            FROM idempotent_answer
            WHERE account_id = #{accountId}
              AND key = #{key}
            """)
    Optional<AnswerRow> find(UUID accountId, String key);

    @Update("""
            UPDATE idempotent_answer
            SET claimed_until = #{claimedUntil}
            WHERE account_id = #{accountId}
              AND key = #{key}
            """)
    int takeOver(UUID accountId, String key, Instant claimedUntil);

    @Update("""
            UPDATE idempotent_answer
            SET claimed_until = #{now}
            WHERE account_id = #{accountId}
              AND key = #{key}
              AND status IS NULL
            """)
    int release(UUID accountId, String key, Instant now);

    @Update("""
            UPDATE idempotent_answer
            SET status = #{status},
                body = #{body}
            WHERE account_id = #{accountId}
              AND key = #{key}
              AND status IS NULL
            """)
    int complete(UUID accountId, String key, int status, byte[] body);

    @Delete("""
            DELETE FROM idempotent_answer
            WHERE account_id = #{accountId}
              AND key = #{key}
              AND status IS NULL
            """)
    int abandon(UUID accountId, String key);

    @Delete("""
            DELETE FROM idempotent_answer
            WHERE account_id = #{accountId}
              AND key = #{key}
            """)
    int delete(UUID accountId, String key);

    @Delete("""
            DELETE FROM idempotent_answer
            WHERE (account_id, key) IN (
                SELECT account_id, key
                FROM idempotent_answer
                WHERE created_at < #{before}
                ORDER BY created_at
                LIMIT #{limit}
                FOR UPDATE SKIP LOCKED)
            """)
    int deleteOld(Instant before, int limit);
}
