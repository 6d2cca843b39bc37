package io.waybill.activities.webhook;

import java.time.Instant;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;

/** SQL over {@code webhook_target}: receivers that failed the last times. */
@Mapper
interface TargetMapper {

    /** One more failure; a pause begins where there are too many and none lasts, each twice as long as the last. */
    @Insert("""
            INSERT INTO webhook_target AS receiver (account_id, target, failures, pauses, open_until)
            VALUES (#{accountId}, #{target}, 1, 0, #{now})
            ON CONFLICT (account_id, target) DO UPDATE
            SET failures = receiver.failures + 1,
                pauses = CASE WHEN receiver.failures + 1 >= #{failuresMax} AND receiver.open_until <= #{now}
                              THEN receiver.pauses + 1 ELSE receiver.pauses END,
                open_until = CASE WHEN receiver.failures + 1 >= #{failuresMax} AND receiver.open_until <= #{now}
                                  THEN CAST(#{now} AS timestamptz) + least(#{pauseMaxSeconds},
                                                      #{pauseSeconds} * power(2, least(receiver.pauses, 10)))
                                             * interval '1 second'
                                  ELSE receiver.open_until END
            """)
    int failed(UUID accountId, String target, Instant now, int failuresMax, int pauseSeconds, int pauseMaxSeconds);

    @Delete("""
            DELETE FROM webhook_target
            WHERE account_id = #{accountId}
              AND target = #{target}
            """)
    int answered(UUID accountId, String target);
}
