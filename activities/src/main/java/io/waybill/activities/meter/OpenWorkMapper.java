package io.waybill.activities.meter;

import java.util.List;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over batches that have not ended, which are few. */
@Mapper
interface OpenWorkMapper {

    @Select("""
            SELECT state, lane, count(*) AS batches,
                   coalesce(extract(epoch FROM now() - min(created_at)), 0) AS oldest_seconds
            FROM batch
            WHERE state NOT IN ('completed', 'failed', 'cancelled', 'expired')
            GROUP BY state, lane
            """)
    List<OpenBatchesRow> batches();
}
