package io.waybill.activities.ledger;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

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

    /** Waits in the account's line and locks its rows until the caller's transaction ends. */
    @Select(affectData = true, value = "SELECT kind, amount_nanos FROM waybill_lock(#{accountId})")
    List<BalanceRow> lock(UUID accountId);
}
