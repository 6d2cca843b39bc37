package io.waybill.activities.log;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code log_witness}. */
@Mapper
interface WitnessMapper {

    @Insert("""
            INSERT INTO log_witness (vkey, url, seen_size)
            VALUES (#{vkey}, #{url}, 0)
            ON CONFLICT (vkey) DO UPDATE
            SET url = excluded.url
            """)
    int know(String vkey, String url);

    @Select("""
            SELECT vkey, url, seen_size, seen_at, asked_at, refusal
            FROM log_witness
            ORDER BY vkey
            """)
    List<WitnessRow> all();

    @Update("""
            UPDATE log_witness
            SET seen_size = greatest(seen_size, #{size}), seen_at = #{now}, asked_at = #{now}, refusal = NULL
            WHERE vkey = #{vkey}
            """)
    int saw(String vkey, long size, Instant now);

    @Update("""
            UPDATE log_witness
            SET asked_at = #{now}, refusal = #{refusal}
            WHERE vkey = #{vkey}
            """)
    int refused(String vkey, String refusal, Instant now);

    /** How a witness stands. */
    record WitnessRow(
            String vkey,
            String url,
            long seenSize,
            @Nullable Instant seenAt,
            @Nullable Instant askedAt,
            @Nullable String refusal) {}
}
