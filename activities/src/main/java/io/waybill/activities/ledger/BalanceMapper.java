package io.waybill.activities.ledger;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL over {@code balance}. */
@Mapper
interface BalanceMapper {

    @Insert("""
            INSERT INTO balance (account_id, kind)
            SELECT #{accountId}, kind
            FROM unnest(#{kinds}) AS kind
            ON CONFLICT (account_id, kind) DO NOTHING
            """)
    int open(UUID accountId, String[] kinds);

    @Select("""
            SELECT kind, amount_nanos
            FROM balance
            WHERE account_id = #{accountId}
              AND kind IN ('available', 'held')
            """)
    List<BalanceRow> find(UUID accountId);

    /** Locks in the order of the kinds, so that no two transactions wait for each other. */
    @Select("""
            SELECT kind, amount_nanos
            FROM balance
            WHERE account_id = #{accountId}
              AND kind IN ('available', 'held')
            ORDER BY kind
            FOR NO KEY UPDATE
            """)
    List<BalanceRow> lock(UUID accountId);

    /** Adds; a client's balance that would be negative is left out of the count. */
    @Update("""
            UPDATE balance b
            SET amount_nanos = b.amount_nanos + gain.amount_nanos
            FROM unnest(#{kinds}, #{amounts}) AS gain (kind, amount_nanos)
            WHERE b.account_id = #{accountId}
              AND b.kind = gain.kind
              AND (b.kind NOT IN ('available', 'held') OR b.amount_nanos + gain.amount_nanos >= 0)
            """)
    int add(UUID accountId, String[] kinds, long[] amounts);
}
