package io.waybill.activities.oauth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code oauth_client} and {@code oauth_assertion}. */
@Mapper
interface ClientMapper {

    @Insert("""
            INSERT INTO oauth_client (id, account_id, name, auth_method, secret_hmac, pepper_version, last4, public_keys,
                                      certificate_sha256, certificate_subject, certificate_name_kind, scopes, networks,
                                      requests_per_minute, created_at)
            VALUES (#{id}, #{accountId}, #{name}, #{authMethod}, #{secretHmac}, #{pepperVersion}, #{last4},
                    #{publicKeys}, #{certificateSha256}, #{certificateSubject}, #{certificateNameKind},
                    #{scopes}, #{networks}, #{requestsPerMinute}, #{createdAt})
            """)
    int insert(ClientRow client);

    @Select("""
            SELECT id, account_id, name, auth_method, secret_hmac, pepper_version, last4, previous_secret_hmac,
                   previous_pepper_version, previous_secret_until, public_keys, certificate_sha256,
                   certificate_subject, certificate_name_kind, scopes, networks, requests_per_minute,
                   created_at, revoked_at
            FROM oauth_client
            WHERE id = #{id}
            """)
    Optional<ClientRow> find(String id);

    @Select("""
            SELECT id, account_id, name, auth_method, secret_hmac, pepper_version, last4, previous_secret_hmac,
                   previous_pepper_version, previous_secret_until, public_keys, certificate_sha256,
                   certificate_subject, certificate_name_kind, scopes, networks, requests_per_minute,
                   created_at, revoked_at
            FROM oauth_client
            WHERE account_id = #{accountId}
              AND revoked_at IS NULL
            ORDER BY created_at DESC, id
            """)
    List<ClientRow> list(UUID accountId);

    @Select("""
            SELECT count(*)
            FROM oauth_client
            WHERE account_id = #{accountId}
              AND revoked_at IS NULL
            """)
    long count(UUID accountId);

    @Update("""
            UPDATE oauth_client
            SET previous_secret_hmac = secret_hmac,
                previous_pepper_version = pepper_version,
                previous_secret_until = #{until},
                secret_hmac = #{hmac},
                pepper_version = #{version},
                last4 = #{last4}
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND secret_hmac IS NOT NULL
              AND revoked_at IS NULL
            """)
    int rotate(UUID accountId, String id, byte[] hmac, int version, String last4, Instant until);

    @Update("""
            UPDATE oauth_client
            SET revoked_at = #{now}
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND revoked_at IS NULL
            """)
    int revoke(UUID accountId, String id, Instant now);

    @Update("""
            UPDATE oauth_client
            SET certificate_sha256 = array_append(certificate_sha256, #{sha256})
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND revoked_at IS NULL
              AND cardinality(certificate_sha256) < #{max}
              AND NOT #{sha256} = ANY (certificate_sha256)
            """)
    int addCertificate(UUID accountId, String id, String sha256, int max);

    @Update("""
            UPDATE oauth_client
            SET certificate_sha256 = array_remove(certificate_sha256, #{sha256})
            WHERE id = #{id}
              AND account_id = #{accountId}
              AND revoked_at IS NULL
              AND #{sha256} = ANY (certificate_sha256)
            """)
    int removeCertificate(UUID accountId, String id, String sha256);

    @Insert("""
            INSERT INTO oauth_assertion (client_id, jti, expires_at)
            VALUES (#{clientId}, #{jti}, #{expiresAt})
            ON CONFLICT DO NOTHING
            """)
    int useOnce(String clientId, String jti, Instant expiresAt);

    @Delete("""
            DELETE FROM oauth_assertion
            WHERE expires_at < #{now}
            """)
    int deleteAssertions(Instant now);
}
