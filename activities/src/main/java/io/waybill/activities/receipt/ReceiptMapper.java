package io.waybill.activities.receipt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code receipt_batch}, {@code receipt_call} and the models they name. */
@Mapper
interface ReceiptMapper {

    /** Makes it where there is none. */
    @Insert("""
            INSERT INTO receipt_ordinal (batch_id, account_id)
            VALUES (#{batchId}, #{accountId})
            ON CONFLICT DO NOTHING
            """)
    int makeOrdinal(UUID batchId, UUID accountId);

    @Select("""
            SELECT ordinal
            FROM receipt_ordinal
            WHERE batch_id = #{batchId}
            """)
    @Nullable
    Long ordinal(UUID batchId);

    @Insert("""
            INSERT INTO receipt_batch (batch_id, account_id, ordinal, key_id, salts, closed_at, engine, watts, grid_grams,
                                       reference_grams)
            VALUES (#{batchId}, #{accountId}, #{ordinal}, #{keyId}, #{salts}, #{closedAt}, #{engine}, #{watts}, #{gridGrams},
                    #{referenceGrams})
            ON CONFLICT DO NOTHING
            """)
    int begin(BatchRow row);

    @Select("""
            SELECT batch_id, account_id, ordinal, key_id, salts, closed_at, engine, watts, grid_grams, reference_grams,
                   items, records, statement, signature, log_first
            FROM receipt_batch
            WHERE batch_id = #{batchId}
            """)
    Optional<BatchRow> batch(UUID batchId);

    @Select("""
            SELECT batch_id, account_id, ordinal, key_id, salts, closed_at, engine, watts, grid_grams, reference_grams,
                   items, records, statement, signature, log_first
            FROM receipt_batch
            WHERE ordinal = #{ordinal}
            """)
    Optional<BatchRow> batchOf(long ordinal);

    @Select(affectData = true, value = """
            SELECT salts
            FROM receipt_batch
            WHERE batch_id = #{batchId}
            FOR UPDATE
            """)
    Optional<SaltsRow> lockBatch(UUID batchId);

    @Update("""
            UPDATE receipt_batch
            SET salts = #{salts}
            WHERE batch_id = #{batchId}
            """)
    int forgetOf(UUID batchId, byte[] salts);

    @Update("""
            UPDATE receipt_batch
            SET items = #{items}, records = #{records}, statement = #{statement}, signature = #{signature},
                attested_at = #{now}
            WHERE batch_id = #{batchId}
              AND attested_at IS NULL
            """)
    int finish(UUID batchId, int items, byte @Nullable [] records, byte[] statement, byte[] signature, Instant now);

    @Insert("""
            INSERT INTO receipt_call (id, account_id, canonical, signature, salts, reference, created_at)
            VALUES (#{id}, #{accountId}, #{canonical}, #{signature}, #{salts}, #{reference}, #{createdAt})
            """)
    int insertCall(CallRow row);

    @Select("""
            SELECT id, account_id, canonical, signature, salts, log_index, reference, created_at
            FROM receipt_call
            WHERE id = #{id}
            """)
    Optional<CallRow> call(UUID id);

    @Update("""
            UPDATE receipt_call
            SET salts = NULL
            WHERE id = #{id}
              AND account_id = #{accountId}
            """)
    int forgetCall(UUID accountId, UUID id);

    @Select("""
            SELECT id, name, digest, engine
            FROM model
            WHERE id = ANY (#{ids})
            """)
    List<ModelRow> models(int[] ids);

    /** A batch's receipts as stored; nulls are until it is attested. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of columns, compared by nobody
    record BatchRow(
            UUID batchId,
            UUID accountId,
            long ordinal,
            String keyId,
            byte[] salts,
            Instant closedAt,
            String engine,
            int watts,
            int gridGrams,
            int referenceGrams,
            @Nullable Integer items,
            byte @Nullable [] records,
            byte @Nullable [] statement,
            byte @Nullable [] signature,
            @Nullable Long logFirst) {}

    /** Sealed salts. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a column, compared by nobody
    record SaltsRow(byte[] salts) {}

    /** A single receipt as stored. */
    @SuppressWarnings("ArrayRecordComponent") // bytes of columns, compared by nobody
    record CallRow(
            UUID id,
            UUID accountId,
            byte[] canonical,
            byte[] signature,
            byte @Nullable [] salts,
            @Nullable Long logIndex,
            @Nullable String reference,
            Instant createdAt) {}

    /** A version of a model. */
    record ModelRow(
            int id, String name, String digest, @Nullable String engine) {}
}
