package io.waybill.activities.refund;

import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code refund} and {@code item_refund}, and what they need of batches. */
@Mapper
interface RefundMapper {

    @Select("""
            SELECT id, account_id, batch_id, item_index, items, amount_nanos, reason, created_at
            FROM refund
            WHERE id = #{id}
            """)
    Optional<Refunds.Refund> find(UUID id);

    @Select("""
            SELECT account_id
            FROM batch
            WHERE id = #{batchId}
            """)
    Optional<UUID> account(UUID batchId);

    @Select("""
            SELECT index
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND NOT duplicate
              AND custom_id = #{customId}
            """)
    Optional<Integer> index(UUID batchId, String customId);

    @Select("""
            SELECT index
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index = #{index}
            """)
    Optional<Integer> exists(UUID batchId, int index);

    /** Of one item, or of all where {@code index} is null. */
    @Select("""
            SELECT count(*) AS items, coalesce(sum(i.charged_nanos), 0) AS amount_nanos
            FROM batch_item i
            WHERE i.batch_id = #{batchId}
              AND (CAST(#{index} AS int) IS NULL OR i.index = #{index})
              AND i.charged_nanos > 0
              AND NOT EXISTS (SELECT 1 FROM item_refund r WHERE r.batch_id = i.batch_id AND r.index = i.index)
            """)
    OwedRow owed(UUID batchId, @Nullable Integer index);

    @Insert("""
            INSERT INTO refund (id, account_id, batch_id, item_index, items, amount_nanos, reason, created_at)
            VALUES (#{id}, #{accountId}, #{batchId}, #{itemIndex}, #{items}, #{amountNanos}, #{reason}, #{createdAt})
            """)
    int insert(Refunds.Refund refund);

    @Insert("""
            INSERT INTO item_refund (batch_id, index, refund_id, amount_nanos)
            SELECT i.batch_id, i.index, #{refundId}, i.charged_nanos
            FROM batch_item i
            WHERE i.batch_id = #{batchId}
              AND (CAST(#{index} AS int) IS NULL OR i.index = #{index})
              AND i.charged_nanos > 0
              AND NOT EXISTS (SELECT 1 FROM item_refund r WHERE r.batch_id = i.batch_id AND r.index = i.index)
            """)
    int insertItems(UUID refundId, UUID batchId, @Nullable Integer index);

    @Update("""
            UPDATE batch
            SET refunded_nanos = refunded_nanos + #{amountNanos}
            WHERE id = #{batchId}
            """)
    int add(UUID batchId, long amountNanos);
}
