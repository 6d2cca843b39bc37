package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code open_charge}; {@link CallMapper#insert} writes it. */
@Mapper
interface OpenChargeMapper {

    @Delete("""
            DELETE FROM open_charge
            WHERE reference = #{reference}
            """)
    int close(String reference);

    @Select(affectData = true, value = """
            DELETE FROM open_charge
            WHERE reference = ANY (#{references})
            RETURNING reference
            """)
    List<String> closeAll(String[] references);

    @Select("""
            SELECT reference, account_id
            FROM open_charge
            WHERE charged_at < #{before}
            ORDER BY charged_at
            LIMIT #{limit}
            """)
    List<OpenChargeRow> before(Instant before, int limit);
}
