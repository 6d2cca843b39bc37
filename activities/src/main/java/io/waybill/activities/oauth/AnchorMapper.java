package io.waybill.activities.oauth;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code trust_anchor}. */
@Mapper
interface AnchorMapper {

    @Insert("""
            INSERT INTO trust_anchor (id, account_id, name, certificate, sha256, created_at)
            VALUES (#{id}, #{accountId}, #{name}, #{certificate}, #{sha256}, #{createdAt})
            ON CONFLICT (account_id, sha256) DO NOTHING
            """)
    int insert(AnchorRow anchor);

    @Select("""
            SELECT id, account_id, name, certificate, sha256, created_at
            FROM trust_anchor
            WHERE account_id = #{accountId}
            ORDER BY created_at DESC, id
            """)
    List<AnchorRow> list(UUID accountId);

    @Delete("""
            DELETE FROM trust_anchor
            WHERE id = #{id}
              AND account_id = #{accountId}
            """)
    int delete(UUID accountId, UUID id);
}
