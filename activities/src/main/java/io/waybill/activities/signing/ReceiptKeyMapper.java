package io.waybill.activities.signing;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code receipt_key} and {@code receipt_secret}. */
@Mapper
interface ReceiptKeyMapper {

    @Select("""
            SELECT 1
            FROM pg_advisory_xact_lock(hashtextextended('receipt_key', 0))
            """)
    int lock();

    /** All of them, in the order of their beginning. */
    @Select("""
            SELECT id, purpose, public_key, seed, valid_from, valid_until, revoked_at_log_size
            FROM receipt_key
            ORDER BY valid_from, id
            """)
    List<KeyRow> all();

    @Update("""
            UPDATE receipt_key
            SET valid_until = greatest(valid_from, #{now})
            WHERE purpose = #{purpose}
              AND valid_until IS NULL
            """)
    int retire(String purpose, Instant now);

    @Insert("""
            INSERT INTO receipt_key (id, purpose, public_key, seed, valid_from)
            VALUES (#{id}, #{purpose}, #{publicKey}, #{seed}, #{validFrom})
            """)
    int insert(KeyRow row);

    /** Waits for those who put leaves into the queue, and lets nobody before the transaction ends. */
    @Update("""
            LOCK TABLE log_queue IN SHARE MODE
            """)
    void holdQueue();

    /** Leaves of the log with those that wait for it. */
    @Select("""
            SELECT coalesce((SELECT size FROM log_state), 0) + coalesce((SELECT sum(leaves) FROM log_queue), 0)
            """)
    long leaves();

    @Select("""
            SELECT count(*)
            FROM receipt_batch
            WHERE key_id = #{id}
              AND statement IS NULL
            """)
    long unfinished(String id);

    @Update("""
            UPDATE receipt_key
            SET revoked_at_log_size = #{leaves}
            WHERE id = #{id}
              AND revoked_at_log_size IS NULL
            """)
    int revoke(String id, long leaves);

    @Insert("""
            INSERT INTO receipt_secret (name, sealed)
            VALUES (#{name}, #{sealed})
            ON CONFLICT DO NOTHING
            """)
    int insertSecret(String name, byte[] sealed);

    @Select("""
            SELECT sealed
            FROM receipt_secret
            WHERE name = #{name}
            """)
    @Nullable
    SecretRow secret(String name);

    /** A key as stored. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of columns, compared by nobody
    record KeyRow(
            String id,
            String purpose,
            byte[] publicKey,
            byte[] seed,
            Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable Long revokedAtLogSize) {}

    /** A secret as stored. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record SecretRow(byte[] sealed) {}
}
