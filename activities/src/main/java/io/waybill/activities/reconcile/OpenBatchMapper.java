package io.waybill.activities.reconcile;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over batches of all accounts that have not ended. */
@Mapper
interface OpenBatchMapper {

    @Select("""
            SELECT b.id, b.account_id, a.currency, coalesce(b.run_lane, b.lane) AS lane, b.state, b.dialect = 'tasks' AS inline, b.dialect = 'open' AS open,
                   b.started_at IS NOT NULL AS held, b.expires_at
            FROM batch b
                JOIN account a ON a.id = b.account_id
            WHERE b.state NOT IN ('completed', 'failed', 'cancelled', 'expired')
              AND b.id > #{after}
              AND b.created_at <= #{before}
            ORDER BY b.id
            LIMIT #{limit}
            """)
    List<OpenBatchRow> page(UUID after, Instant before, int limit);
}
