package io.waybill.activities.identity;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code credential_event}. */
@Mapper
interface EventMapper {

    @Update("LISTEN waybill_credentials")
    void listen();

    @Insert("""
            INSERT INTO credential_event (kind, subject, not_before, kept_until)
            VALUES (#{kind}, #{subject}, #{notBefore}, #{keptUntil})
            """)
    int insert(String kind, String subject, @Nullable Instant notBefore, Instant keptUntil);

    /** What happened lately. The database's own clock decides, so that no process's clock can hide a row. */
    @Select("""
            SELECT kind, subject, not_before
            FROM credential_event
            WHERE happened_at > clock_timestamp() - make_interval(secs => #{seconds})
            ORDER BY id
            """)
    List<EventRow> lately(int seconds);

    /** All that refuses tokens. */
    @Select("""
            SELECT kind, subject, not_before
            FROM credential_event
            WHERE kind IN ('token', 'client_tokens', 'account_tokens')
              AND kept_until > clock_timestamp()
            ORDER BY id
            """)
    List<EventRow> refusals();

    @Delete("""
            DELETE FROM credential_event
            WHERE kept_until < clock_timestamp()
            """)
    int deleteOld();
}
