package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code webhook_key}. */
@Mapper
interface WebhookKeyMapper {

    @Select("""
            SELECT 1
            FROM pg_advisory_xact_lock(hashtextextended('webhook_key', 0))
            """)
    int lock();

    /** All of them, the newest first. */
    @Select("""
            SELECT id, public_key, private_key, created_at
            FROM webhook_key
            ORDER BY created_at DESC
            """)
    List<KeyPairRow> all();

    @Insert("""
            INSERT INTO webhook_key (id, public_key, private_key, created_at)
            VALUES (#{id}, #{publicKey}, #{privateKey}, #{createdAt})
            """)
    int insert(KeyPairRow row);

    /** A pair as stored: X.509, and PKCS #8 sealed. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of columns, compared by nobody
    record KeyPairRow(String id, byte[] publicKey, byte[] privateKey, Instant createdAt) {}
}
