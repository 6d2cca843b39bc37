package io.waybill.activities.price;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** SQL over {@code price_list} and {@code price}. */
@Mapper
interface PriceMapper {

    /** One at a time, so that whoever sees a list sees all before it. */
    @Select("""
            SELECT 1
            FROM pg_advisory_xact_lock(hashtextextended('price_list', 0))
            """)
    int stand();

    @Select(affectData = true, value = """
            INSERT INTO price_list (account_id, note, interactive_multiplier, high_multiplier, low_multiplier,
                                    fill_multiplier, valid_from, created_at)
            VALUES (#{accountId}, #{note}, #{interactive}, #{high}, #{low}, #{fill}, #{validFrom}, #{createdAt})
            RETURNING id
            """)
    long insert(
            @Nullable UUID accountId,
            String note,
            @Nullable BigDecimal interactive,
            @Nullable BigDecimal high,
            @Nullable BigDecimal low,
            @Nullable BigDecimal fill,
            Instant validFrom,
            Instant createdAt);

    @Insert("""
            INSERT INTO price (list_id, model, unit, per_million)
            SELECT #{listId}, model, unit, CAST(per_million AS numeric)
            FROM unnest(#{models}, #{units}, #{perMillions}) AS price (model, unit, per_million)
            """)
    int insertPrices(long listId, String[] models, String[] units, String[] perMillions);

    @Select("""
            SELECT id, account_id, note, valid_from, created_at
            FROM price_list
            WHERE id < #{before}
            ORDER BY id DESC
            LIMIT #{limit}
            """)
    List<PriceLists.Published> list(long before, int limit);

    @Select("""
            SELECT coalesce(max(id), 0)
            FROM price_list
            """)
    long version();

    @Select("""
            SELECT DISTINCT ON (p.model, p.unit) p.model, p.unit, p.per_million
            FROM price_list l
            JOIN price p ON p.list_id = l.id
            WHERE l.id <= #{version}
              AND l.valid_from <= #{at}
              AND (l.account_id IS NULL OR l.account_id = #{accountId})
            ORDER BY p.model, p.unit, l.account_id IS NULL, l.valid_from DESC, l.id DESC
            """)
    List<SheetPriceRow> prices(UUID accountId, long version, Instant at);

    @Select("""
            SELECT DISTINCT ON (m.lane) m.lane, m.multiplier
            FROM price_list l
            CROSS JOIN LATERAL (VALUES ('interactive', l.interactive_multiplier), ('high', l.high_multiplier),
                                       ('low', l.low_multiplier), ('fill', l.fill_multiplier)) AS m (lane, multiplier)
            WHERE l.id <= #{version}
              AND l.valid_from <= #{at}
              AND (l.account_id IS NULL OR l.account_id = #{accountId})
              AND m.multiplier IS NOT NULL
            ORDER BY m.lane, l.account_id IS NULL, l.valid_from DESC, l.id DESC
            """)
    List<MultiplierRow> multipliers(UUID accountId, long version, Instant at);
}
