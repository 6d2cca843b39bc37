package io.waybill.activities.oauth;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code oauth_signing_key}. */
@Mapper
interface SigningKeyMapper {

    @Select("""
            SELECT id, state, public_key, private_key, pepper_version, state_since
            FROM oauth_signing_key
            WHERE state <> 'retired'
            """)
    List<SigningKeyRow> published();

    /** One process changes the keys at a time; it holds this until its transaction ends. */
    @Select("SELECT true FROM (SELECT pg_advisory_xact_lock(7312950118)) AS locked")
    boolean lock();

    @Insert("""
            INSERT INTO oauth_signing_key (id, state, public_key, private_key, pepper_version, created_at, state_since)
            VALUES (#{id}, #{state}, #{publicKey}, #{privateKey}, #{pepperVersion}, #{stateSince}, #{stateSince})
            """)
    int insert(SigningKeyRow key);

    /** Does nothing where another process was faster. */
    @Update("""
            UPDATE oauth_signing_key
            SET private_key = #{privateKey},
                pepper_version = NULL
            WHERE id = #{id}
              AND pepper_version IS NOT NULL
              AND private_key IS NOT NULL
            """)
    int sealAnew(String id, byte[] privateKey);

    @Update("""
            UPDATE oauth_signing_key
            SET state = #{to},
                state_since = #{now},
                private_key = CASE #{to} WHEN 'retired' THEN NULL ELSE private_key END
            WHERE state = #{from}
            """)
    int move(String from, String to, Instant now);
}
