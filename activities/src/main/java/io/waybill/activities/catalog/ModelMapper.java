package io.waybill.activities.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code model}. */
@Mapper
interface ModelMapper {

    @Insert("""
            INSERT INTO model (name, digest, unit, price_per_million, created_at)
            VALUES (#{name}, #{digest}, #{unit}, #{pricePerMillion}, #{createdAt})
            ON CONFLICT (name, digest, unit, price_per_million) DO NOTHING
            """)
    int insert(String name, String digest, String unit, BigDecimal pricePerMillion, Instant createdAt);

    @Select("""
            SELECT id
            FROM model
            WHERE name = #{name}
              AND digest = #{digest}
              AND unit = #{unit}
              AND price_per_million = #{pricePerMillion}
            """)
    Optional<Integer> find(String name, String digest, String unit, BigDecimal pricePerMillion);
}
