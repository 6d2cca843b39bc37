package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code call_usage}, which is written with the entry that takes the money. */
@Mapper
interface CallMapper {

    /** Notes a call that was charged now, with the charge as one that waits for its answer. */
    @Insert("""
            WITH used AS (
                INSERT INTO call_usage (id, account_id, reference, key_id, model, input_tokens, output_tokens,
                                        charged_nanos, created_at)
                VALUES (#{id}, #{accountId}, #{reference}, #{call.keyId}, #{call.model}, #{call.inputTokens},
                        #{call.outputTokens}, #{chargedNanos}, #{createdAt})
                ON CONFLICT (reference) DO NOTHING
            )
            INSERT INTO open_charge (reference, account_id, charged_at)
            VALUES (#{reference}, #{accountId}, #{createdAt})
            """)
    int insert(UUID id, UUID accountId, String reference, Ledger.Call call, long chargedNanos, Instant createdAt);

    /** Notes a call that was captured now. */
    @Insert("""
            INSERT INTO call_usage (id, account_id, reference, key_id, model, input_tokens, output_tokens,
                                    charged_nanos, created_at)
            VALUES (#{id}, #{accountId}, #{reference}, #{call.keyId}, #{call.model}, #{call.inputTokens},
                    #{call.outputTokens}, #{chargedNanos}, #{createdAt})
            """)
    int insertCaptured(
            UUID id, UUID accountId, String reference, Ledger.Call call, long chargedNanos, Instant createdAt);

    /** Marks the whole charge as given back. */
    @Update("""
            UPDATE call_usage
            SET refunded_nanos = charged_nanos
            WHERE reference = #{reference}
              AND account_id = #{accountId}
            """)
    int giveBack(UUID accountId, String reference);
}
