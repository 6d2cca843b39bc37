package io.waybill.activities.account;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code account}. */
@Mapper
interface AccountMapper {

    @Insert("""
            INSERT INTO account (id, name, currency, created_at)
            VALUES (#{id}, #{name}, #{currency}, #{createdAt})
            ON CONFLICT (id) DO NOTHING
            """)
    int insert(UUID id, String name, String currency, Instant createdAt);

    @Select("""
            SELECT id, name, currency, state, low_balance_nanos, batch_limit_nanos, monthly_limit_nanos, created_at
            FROM account
            WHERE id = #{id}
            """)
    Optional<AccountRow> find(UUID id);

    @Update("""
            UPDATE account
            SET low_balance_nanos = #{nanos}
            WHERE id = #{id}
            """)
    int setLowBalance(UUID id, @Nullable Long nanos);

    @Update("""
            UPDATE account
            SET state = #{state}
            WHERE id = #{id}
            """)
    int setState(UUID id, Account.State state);

    @Update("""
            UPDATE account
            SET batch_limit_nanos = #{limits.batchNanos}, monthly_limit_nanos = #{limits.monthlyNanos}
            WHERE id = #{id}
            """)
    int setLimits(UUID id, Account.Limits limits);
}
