package io.waybill.activities.account;

import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code account}. */
@Mapper
interface AccountMapper {

    @Insert("""
            INSERT INTO account (id, name, currency, created_at)
            VALUES (#{id}, #{name}, #{currency}, #{createdAt})
            ON CONFLICT (id) DO NOTHING
            """)
    int insert(Account account);

    @Select("""
            SELECT id, name, currency, created_at
            FROM account
            WHERE id = #{id}
            """)
    Optional<Account> find(UUID id);
}
