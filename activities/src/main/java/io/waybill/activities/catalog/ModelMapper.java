package io.waybill.activities.catalog;

import io.waybill.models.catalog.ModelManifest;
import java.time.Instant;
import java.util.Optional;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** SQL over {@code model}. */
@Mapper
interface ModelMapper {

    @Insert("""
            INSERT INTO model (name, digest, unit, price_per_million, output_per_million, engine, created_at)
            VALUES (#{name}, #{digest}, #{pricing.unit}, #{pricing.perMillion}, #{pricing.outputPerMillion},
                    #{engine}, #{createdAt})
            ON CONFLICT (name, digest, unit, price_per_million, output_per_million) DO NOTHING
            """)
    int insert(String name, String digest, ModelManifest.Pricing pricing, String engine, Instant createdAt);

    @Select("""
            SELECT id
            FROM model
            WHERE name = #{name}
              AND digest = #{digest}
              AND unit = #{pricing.unit}
              AND price_per_million = #{pricing.perMillion}
              AND output_per_million IS NOT DISTINCT FROM CAST(#{pricing.outputPerMillion} AS numeric)
            """)
    Optional<Integer> find(String name, String digest, ModelManifest.Pricing pricing);
}
