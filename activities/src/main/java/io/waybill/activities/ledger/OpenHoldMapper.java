package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code open_hold}. */
@Mapper
interface OpenHoldMapper {

    @Insert("""
            INSERT INTO open_hold (reference, account_id, held_nanos, until)
            VALUES (#{reference}, #{accountId}, #{heldNanos}, #{until})
            """)
    int insert(String reference, UUID accountId, long heldNanos, Instant until);

    @Select(affectData = true, value = """
            DELETE FROM open_hold
            WHERE reference = #{reference}
              AND account_id = #{accountId}
            RETURNING held_nanos
            """)
    Optional<Long> close(UUID accountId, String reference);

    @Select("""
            SELECT reference, account_id, held_nanos
            FROM open_hold
            WHERE until < #{now}
            ORDER BY until
            LIMIT #{limit}
            """)
    List<OpenHoldRow> lost(Instant now, int limit);
}
