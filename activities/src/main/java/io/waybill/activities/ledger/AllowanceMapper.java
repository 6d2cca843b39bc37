package io.waybill.activities.ledger;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** What {@link SpendingMapper#lockAndRead} asks, without a lock. */
@Mapper
interface AllowanceMapper {

    /** Of something that was not posted yet. */
    @Select("""
            SELECT coalesce((SELECT amount_nanos
                             FROM balance
                             WHERE account_id = a.id AND kind = 'available'), 0) AS available_nanos,
                   false AS posted, a.state, a.batch_limit_nanos, a.monthly_limit_nanos,
                   coalesce((SELECT sum(spent_nanos)
                             FROM month_spend
                             WHERE account_id = a.id AND month = #{month}), 0) AS account_spent_nanos,
                   coalesce(k.family, #{keyId}) AS spender,
                   k.monthly_budget_nanos AS budget_nanos,
                   coalesce((SELECT spent_nanos
                             FROM month_spend
                             WHERE account_id = a.id AND month = #{month}
                               AND spender = coalesce(k.family, #{keyId})), 0) AS spender_spent_nanos
            FROM account a
            LEFT JOIN api_key k ON k.id = #{keyId} AND k.account_id = a.id
            WHERE a.id = #{accountId}
            """)
    Optional<TermsRow> read(UUID accountId, @Nullable String keyId, LocalDate month);
}
