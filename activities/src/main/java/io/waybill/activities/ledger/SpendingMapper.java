package io.waybill.activities.ledger;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code month_spend}, and over the limits that it is compared with. */
@Mapper
interface SpendingMapper {

    @Select("""
            SELECT EXISTS (SELECT 1 FROM journal_entry WHERE reference = #{reference}) AS posted,
                   a.state, a.batch_limit_nanos, a.monthly_limit_nanos,
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
    Optional<TermsRow> terms(UUID accountId, @Nullable String keyId, String reference, LocalDate month);

    @Insert("""
            INSERT INTO month_spend (account_id, spender, month, spent_nanos)
            VALUES (#{accountId}, #{spender}, #{month}, #{nanos})
            ON CONFLICT (account_id, month, spender)
            DO UPDATE SET spent_nanos = month_spend.spent_nanos + excluded.spent_nanos
            """)
    int add(UUID accountId, String spender, LocalDate month, long nanos);

    /** Takes back what the entry {@code reference} added, all of it or a part, in the month of that entry. */
    @Update("""
            UPDATE month_spend m
            SET spent_nanos = m.spent_nanos - #{nanos}
            FROM journal_entry e
            LEFT JOIN api_key k ON k.id = e.key_id AND k.account_id = e.account_id
            WHERE e.reference = #{reference}
              AND m.account_id = e.account_id
              AND m.month = CAST(date_trunc('month', e.created_at AT TIME ZONE 'UTC') AS date)
              AND m.spender = coalesce(k.family, e.key_id, '')
            """)
    int takeBack(String reference, long nanos);
}
