package io.waybill.activities.key;

import java.time.Instant;
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
            INSERT INTO api_key (id, account_id, name, secret_hmac, pepper_version, last4, scopes, created_at,
                                 expires_at, revoked_at)
            VALUES (#{id}, #{accountId}, #{name}, #{secretHmac}, #{pepperVersion}, #{last4}, #{scopes}, #{createdAt},
                    #{expiresAt}, #{revokedAt})
            """)
    int insert(KeyRow key);

    /** Leaves a key of another account as it is. */
    @Insert("""
            INSERT INTO api_key (id, account_id, name, secret_hmac, pepper_version, last4, scopes, created_at,
                                 expires_at, revoked_at)
            VALUES (#{id}, #{accountId}, #{name}, #{secretHmac}, #{pepperVersion}, #{last4}, #{scopes}, #{createdAt},
                    #{expiresAt}, #{revokedAt})
            ON CONFLICT (id) DO UPDATE
            SET secret_hmac = excluded.secret_hmac,
                pepper_version = excluded.pepper_version,
                last4 = excluded.last4,
                scopes = excluded.scopes,
                revoked_at = NULL
            WHERE api_key.account_id = excluded.account_id
            """)
    int upsert(KeyRow key);

    @Select("""
            SELECT id, account_id, name, secret_hmac, pepper_version, last4, scopes, created_at, expires_at, revoked_at
            FROM api_key
            WHERE id = #{id}
            """)
    Optional<KeyRow> find(String id);

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
