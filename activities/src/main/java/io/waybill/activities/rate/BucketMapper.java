package io.waybill.activities.rate;

import java.time.Instant;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code rate_bucket}. */
@Mapper
interface BucketMapper {

    /**
     * Takes up to {@code wanted} whole tokens, in one statement, so that processes cannot take the same ones. The
     * database's clock counts; a bucket never runs backwards.
     */
    @Select("""
            INSERT INTO rate_bucket AS b (subject, tokens, granted, refilled_at)
            VALUES (#{subject}, #{size} - LEAST(#{wanted}, #{size}), LEAST(#{wanted}, #{size}), clock_timestamp())
            ON CONFLICT (subject) DO UPDATE
            SET granted = LEAST(#{wanted}, floor(LEAST(#{size}, b.tokens + #{size} / 60.0 * GREATEST(0,
                              extract(epoch FROM excluded.refilled_at - b.refilled_at)))))::int,
                tokens = LEAST(#{size}, b.tokens + #{size} / 60.0 * GREATEST(0,
                             extract(epoch FROM excluded.refilled_at - b.refilled_at)))
                         - LEAST(#{wanted}, floor(LEAST(#{size}, b.tokens + #{size} / 60.0 * GREATEST(0,
                             extract(epoch FROM excluded.refilled_at - b.refilled_at))))),
                refilled_at = GREATEST(b.refilled_at, excluded.refilled_at)
            RETURNING granted, tokens
            """)
    LeaseRow take(String subject, int size, int wanted);

    /** Full buckets need no row. */
    @Delete("""
            DELETE FROM rate_bucket
            WHERE refilled_at < #{before}
            """)
    int deleteUnused(Instant before);
}
