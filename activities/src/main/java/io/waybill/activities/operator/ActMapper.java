package io.waybill.activities.operator;

import io.waybill.activities.database.Jsonb;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code admin_act}, which takes inserts alone. */
@Mapper
interface ActMapper {

    @Insert("""
            INSERT INTO admin_act (reference, act, operator_id, operator_key, account_id, reason, details, created_at)
            VALUES (#{what.reference}, #{what.act}, #{operator.accountId}, #{operator.keyId}, #{what.accountId},
                    #{what.reason}, #{details}, #{createdAt})
            ON CONFLICT (reference) DO NOTHING
            """)
    int insert(Operator operator, Acts.Description what, Jsonb details, Instant createdAt);

    @Select("""
            SELECT id, reference, act, operator_id, operator_key, account_id, reason, details, created_at
            FROM admin_act
            WHERE id < #{before}
            ORDER BY id DESC
            LIMIT #{limit}
            """)
    List<ActRow> list(long before, int limit);

    @Select("""
            SELECT id, reference, act, operator_id, operator_key, account_id, reason, details, created_at
            FROM admin_act
            WHERE account_id = #{accountId}
              AND id < #{before}
            ORDER BY id DESC
            LIMIT #{limit}
            """)
    List<ActRow> listOf(UUID accountId, long before, int limit);
}
