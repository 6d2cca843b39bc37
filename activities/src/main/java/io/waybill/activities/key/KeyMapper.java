package io.waybill.activities.key;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code api_key}. */
@Mapper
interface KeyMapper {

    @Insert("""
            INSERT INTO api_key (id, account_id, kind, name, prefix, secret_hmac, pepper_version, last4, scopes,
                                 networks, requests_per_minute, monthly_budget_nanos, family, created_at, expires_at,
                                 revoked_at)
            VALUES (#{id}, #{accountId}, #{kind}, #{name}, #{prefix}, #{secretHmac}, #{pepperVersion}, #{last4},
                    #{scopes}, #{networks}, #{requestsPerMinute}, #{monthlyBudgetNanos}, #{family}, #{createdAt},
                    #{expiresAt}, #{revokedAt})
            """)
    int insert(KeyRow key);

    /** Leaves a key of another account as it is. */
    @Insert("""
            INSERT INTO api_key (id, account_id, kind, name, prefix, secret_hmac, pepper_version, last4, scopes,
                                 family, created_at)
            VALUES (#{id}, #{accountId}, #{kind}, #{name}, #{prefix}, #{secretHmac}, #{pepperVersion}, #{last4},
                    #{scopes}, #{family}, #{createdAt})
            ON CONFLICT (id) DO UPDATE
            SET secret_hmac = excluded.secret_hmac,
                pepper_version = excluded.pepper_version,
                prefix = excluded.prefix,
                last4 = excluded.last4,
                scopes = excluded.scopes,
                revoked_at = NULL
            WHERE api_key.account_id = excluded.account_id
            """)
    int upsert(KeyRow key);

    @Select("""
            SELECT id, account_id, kind, name, prefix, secret_hmac, pepper_version, last4, scopes, networks,
                   requests_per_minute, monthly_budget_nanos, family, created_at, expires_at, revoked_at
            FROM api_key
            WHERE id = #{id}
            """)
    Optional<KeyRow> find(String id);

    @Select("""
            SELECT id, account_id, kind, name, prefix, secret_hmac, pepper_version, last4, scopes, networks,
                   requests_per_minute, monthly_budget_nanos, family, created_at, expires_at, revoked_at
            FROM api_key
            WHERE secret_hmac = ANY(#{hmacs})
              AND kind = 'organisation'
            """)
    Optional<KeyRow> findOrganisation(byte[][] hmacs);

    @Select("""
            SELECT id, account_id, kind, name, prefix, secret_hmac, pepper_version, last4, scopes, networks,
                   requests_per_minute, monthly_budget_nanos, family, created_at, expires_at, revoked_at
            FROM api_key
            WHERE account_id = #{accountId}
              AND revoked_at IS NULL
            ORDER BY created_at DESC, id
            """)
    List<KeyRow> list(UUID accountId);

    @Select("""
            SELECT count(*)
            FROM api_key
            WHERE account_id = #{accountId}
              AND revoked_at IS NULL
            """)
    long count(UUID accountId);

    @Select("""
            SELECT count(*)
            FROM api_key
            WHERE account_id = #{accountId}
              AND #{scope} = ANY(scopes)
              AND id <> #{otherThan}
              AND revoked_at IS NULL
              AND (expires_at IS NULL OR expires_at > #{now})
            """)
    long countOthersWithScope(UUID accountId, String scope, String otherThan, Instant now);

    @Select("""
            SELECT id
            FROM account
            WHERE id = #{accountId}
            FOR NO KEY UPDATE
            """)
    Optional<UUID> lockAccount(UUID accountId);

    @Update("""
            UPDATE api_key
            SET expires_at = #{end}
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND revoked_at IS NULL
            """)
    int expire(UUID accountId, String id, Instant end);

    @Update("""
            UPDATE api_key
            SET revoked_at = #{now}
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND revoked_at IS NULL
            """)
    int revoke(UUID accountId, String id, Instant now);

    @Update("""
            UPDATE api_key
            SET revoked_at = #{now}
            WHERE account_id = #{accountId}
              AND name = #{name}
              AND id <> #{id}
              AND revoked_at IS NULL
            """)
    int revokeOthers(UUID accountId, String name, String id, Instant now);
}
