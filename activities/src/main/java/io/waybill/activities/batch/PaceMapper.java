package io.waybill.activities.batch;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over what all batches did lately. */
@Mapper
interface PaceMapper {

    /** Items that ran since an instant, by batch and model, with the time in which they did. */
    @Select("""
            SELECT m.name AS model, ran.items, greatest(b.started_at, #{since}) AS begun_at,
                   coalesce(b.finalizing_at, b.ended_at) AS ended_at
            FROM (
                SELECT r.batch_id, c.model_id, sum(c.item_count) AS items
                FROM batch_chunk_run r
                JOIN batch_chunk c ON c.batch_id = r.batch_id AND c.chunk = r.chunk
                WHERE r.settled_at > #{since}
                  AND r.wave = 0
                GROUP BY r.batch_id, c.model_id
            ) ran
            JOIN model m ON m.id = ran.model_id
            JOIN batch b ON b.id = ran.batch_id
            WHERE b.started_at IS NOT NULL
            """)
    List<RanRow> ran(Instant since);

    /** What is left of batches in progress. */
    @Select("""
            SELECT id, coalesce(run_lane, lane) AS lane, models, items - succeeded - failed - cancelled - expired AS pending
            FROM batch
            WHERE state = 'in_progress'
            LIMIT #{limit}
            """)
    List<RunningRow> running(int limit);
}
