package io.waybill.activities.ledger;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code month_spend}, and over the limits that it is compared with. */
@Mapper
interface SpendingMapper {

    /** Locks the account's balance as {@link BalanceMapper#lock} does, and reads the terms under the lock. */
    @Select(affectData = true, value = "SELECT * FROM waybill_terms(#{accountId}, #{keyId}, #{reference}, #{month})")
    Optional<TermsRow> lockAndRead(UUID accountId, @Nullable String keyId, String reference, LocalDate month);

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
