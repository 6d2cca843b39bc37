package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL over {@code batch_item} and {@code item_block}, the temporary table of {@link ItemBlock}. */
@Mapper
interface ItemMapper {

    /** Of lines with one {@code custom_id} the first is stored; the others are left out of the count. */
    @Insert("""
            INSERT INTO batch_item (batch_id, index, custom_id, model_id, state, units, held_nanos, error_code,
                                    error_message, error_param, content, source_batch, source_index, ended_seq)
            SELECT #{batchId}, index, custom_id, model_id, state, units, held_nanos, error_code, error_message,
                   error_param, content, source_batch, source_index, CASE WHEN state <> 0 THEN #{position} END
            FROM item_block
            ORDER BY index
            ON CONFLICT DO NOTHING
            """)
    int insertBlock(UUID batchId, long position);

    /** The lines that {@link #insertBlock} left out. */
    @Select("""
            SELECT b.index, i.index AS first
            FROM item_block b
            JOIN batch_item i ON i.batch_id = #{batchId} AND i.custom_id = b.custom_id AND NOT i.duplicate
            WHERE i.index <> b.index
            ORDER BY b.index
            """)
    List<DuplicateRow> duplicates(UUID batchId);

    @Insert("""
            INSERT INTO batch_item (batch_id, index, custom_id, state, duplicate, error_code, error_message,
                                    error_param, ended_seq)
            SELECT #{batchId}, d.index, b.custom_id, 2, true, d.error_code, d.error_message, d.error_param, #{position}
            FROM unnest(#{indexes}, #{codes}, #{messages}, #{params})
                 AS d (index, error_code, error_message, error_param)
            JOIN item_block b ON b.index = d.index
            """)
    int insertDuplicates(
            UUID batchId, long position, int[] indexes, String[] codes, String[] messages, @Nullable String[] params);

    /**
     * Moves the items of ended runs, each from pending, and groups what moved. A success is charged what it held; of a
     * metered model, the price of the tokens it took, and never more than it held. What waits for another item of the
     * batch ends with that one, though it may have run beside it.
     *
     * @param position of the first of the runs' spans; the others follow
     * @param runs for each item, which of the runs it was in, from 0
     */
    @Select(affectData = true, value = """
            WITH moved AS (
                UPDATE batch_item i
                SET state = r.state,
                    charged_nanos = CASE WHEN r.state <> 1 THEN 0
                                         WHEN price.model_id IS NULL THEN i.held_nanos
                                         ELSE least(i.held_nanos,
                                                    ceil(price.item + i.units * price.input
                                                         + greatest(r.tokens - i.units, 0) * price.output)) END,
                    output_units = CASE WHEN r.state = 1 AND price.model_id IS NOT NULL
                                        THEN greatest(r.tokens - i.units, 0) ELSE 0 END,
                    error_code = r.error_code,
                    chunk = r.chunk,
                    wave = r.wave,
                    ended_seq = #{position} + r.run
                FROM unnest(#{indexes}, #{states}, #{codes}, #{chunks}, #{waves}, #{modelIds}, #{tokens}, #{runs})
                     AS r (index, state, error_code, chunk, wave, model_id, tokens, run)
                LEFT JOIN (
                    SELECT m.id AS model_id, CAST(p.item AS numeric) AS item, CAST(p.input AS numeric) AS input,
                           CAST(p.output AS numeric) AS output
                    FROM unnest(#{prices.models}, #{prices.item}, #{prices.input}, #{prices.output})
                         AS p (name, item, input, output)
                    JOIN model m ON m.name = p.name
                    UNION ALL
                    SELECT id,
                           CASE unit WHEN 'item' THEN price_per_million ELSE 0 END
                               * CAST(#{prices.multiplier} AS numeric),
                           CASE unit WHEN 'token' THEN price_per_million ELSE 0 END
                               * CAST(#{prices.multiplier} AS numeric),
                           output_per_million * CAST(#{prices.multiplier} AS numeric)
                    FROM model
                    WHERE output_per_million IS NOT NULL
                      AND name <> ALL (#{prices.listed})
                ) AS price ON price.model_id = r.model_id
                WHERE i.batch_id = #{batchId}
                  AND i.index = r.index
                  AND i.state = 0
                  AND i.model_id = r.model_id
                  AND i.source_index IS NULL
                RETURNING i.chunk, i.wave, i.state, i.error_code, i.held_nanos, i.charged_nanos
            )
            SELECT chunk, wave, state, error_code, count(*) AS items, sum(held_nanos) AS held_nanos,
                   sum(charged_nanos) AS charged_nanos
            FROM moved
            GROUP BY chunk, wave, state, error_code
            """)
    List<MovedRow> settle(
            UUID batchId,
            long position,
            int[] indexes,
            short[] states,
            String[] codes,
            int[] chunks,
            int[] waves,
            short[] modelIds,
            int[] tokens,
            int[] runs,
            MeteredPrices prices);

    /** Fails pending items of a model, those excepted that wait for others, and notes where they stand. */
    @Select(affectData = true, value = """
            WITH span AS (
                SELECT coalesce(max(position), -1) + 1 AS position
                FROM batch_span
                WHERE batch_id = #{batchId}
            ), moved AS (
                UPDATE batch_item i
                SET state = 2, error_code = #{code}, error_message = #{message}, ended_seq = span.position
                FROM unnest(#{indexes}) AS r (index), span
                WHERE i.batch_id = #{batchId}
                  AND i.index = r.index
                  AND i.state = 0
                  AND i.model_id = #{modelId}
                  AND i.source_index IS NULL
                RETURNING i.index, i.held_nanos
            ), noted AS (
                INSERT INTO batch_span (batch_id, position, first_index, last_index)
                SELECT #{batchId}, span.position, min(moved.index), max(moved.index)
                FROM span, moved
                GROUP BY span.position
            )
            SELECT count(*) AS items, coalesce(sum(held_nanos), 0) AS held_nanos,
                   coalesce(min(index), -1) AS first_index, coalesce(max(index), -1) AS last_index
            FROM moved
            """)
    SweptRow abandon(UUID batchId, int[] indexes, int modelId, String code, String message);

    /**
     * Ends items that wait for others of their batch which have ended, as these did, each with a place of its own in
     * the order of completion: they may lie far apart.
     *
     * @param sources indexes of items that may have ended
     */
    @Select(affectData = true, value = """
            WITH span AS (
                SELECT coalesce(max(position), -1) + 1 AS position
                FROM batch_span
                WHERE batch_id = #{batchId}
            ), answered AS (
                SELECT d.index, s.state, s.error_code, s.index AS source,
                       span.position + row_number() OVER (ORDER BY d.index) - 1 AS position
                FROM batch_item d
                JOIN batch_item s ON s.batch_id = d.batch_id AND s.index = d.source_index
                CROSS JOIN span
                WHERE d.batch_id = #{batchId}
                  AND d.source_batch IS NULL
                  AND d.source_index = ANY (#{sources})
                  AND d.state = 0
                  AND s.state IN (1, 2)
            ), moved AS (
                UPDATE batch_item i
                SET state = CASE a.state WHEN 1 THEN 5 ELSE 2 END,
                    error_code = a.error_code,
                    error_message = CASE a.state
                        WHEN 2 THEN 'line ' || a.source + 1 || ', which asks for the same, failed; this one was not run'
                        END,
                    ended_seq = a.position
                FROM answered a
                WHERE i.batch_id = #{batchId}
                  AND i.index = a.index
                  AND i.state = 0
                RETURNING i.index, i.state, i.error_code, i.ended_seq
            ), noted AS (
                INSERT INTO batch_span (batch_id, position, first_index, last_index)
                SELECT #{batchId}, ended_seq, index, index
                FROM moved
            )
            SELECT 0 AS chunk, 0 AS wave, state, error_code, count(*) AS items, 0 AS held_nanos, 0 AS charged_nanos
            FROM moved
            GROUP BY state, error_code
            """)
    List<MovedRow> answer(UUID batchId, int[] sources);

    /** Where the results of items lie that were answered by others. */
    @Select("""
            SELECT asked.index, i.source_batch, i.source_index, s.chunk, s.wave
            FROM unnest(#{indexes}) AS asked (index)
            CROSS JOIN LATERAL (
                SELECT coalesce(source_batch, batch_id) AS source_batch, source_index
                FROM batch_item
                WHERE batch_id = #{batchId}
                  AND index = asked.index
                LIMIT 1
            ) AS i
            CROSS JOIN LATERAL (
                SELECT chunk, wave
                FROM batch_item
                WHERE batch_id = i.source_batch
                  AND index = i.source_index
                LIMIT 1
            ) AS s
            WHERE s.chunk IS NOT NULL
            """)
    List<SourceRow> sources(UUID batchId, int[] indexes);

    /** What a preparation that goes on has to remember of the lines before. */
    @Select("""
            SELECT index, custom_id, CASE WHEN state = 0 AND source_index IS NULL THEN content END AS content
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index > #{after}
            ORDER BY index
            LIMIT #{limit}
            """)
    List<SeenRow> seen(UUID batchId, int after, int limit);

    /** Tells the planner of a large batch just stored: its statements would be planned for a table without it. */
    @Update("""
            ANALYZE batch_item (batch_id, index, state)
            """)
    void analyze();

    /**
     * Moves the first pending items after an index, whatever their model, and notes where they stand. The rows are
     * locked and then found by their place: joined by index, the planner (which knows nothing yet of a batch just
     * stored) compares each with each.
     *
     * @param code null where the state says it
     */
    @Select(affectData = true, value = """
            WITH span AS (
                SELECT coalesce(max(position), -1) + 1 AS position
                FROM batch_span
                WHERE batch_id = #{batchId}
            ), next AS (
                SELECT ctid AS row_id
                FROM batch_item
                WHERE batch_id = #{batchId}
                  AND index > #{after}
                  AND state = 0
                ORDER BY index
                LIMIT #{limit}
                FOR UPDATE
            ), moved AS (
                UPDATE batch_item i
                SET state = #{state}, error_code = #{code}, ended_seq = span.position
                FROM next, span
                WHERE i.ctid = next.row_id
                  AND i.state = 0
                RETURNING i.index, i.held_nanos
            ), noted AS (
                INSERT INTO batch_span (batch_id, position, first_index, last_index)
                SELECT #{batchId}, span.position, min(moved.index), max(moved.index)
                FROM span, moved
                GROUP BY span.position
            )
            SELECT count(*) AS items, coalesce(sum(held_nanos), 0) AS held_nanos,
                   coalesce(min(index), -1) AS first_index, coalesce(max(index), -1) AS last_index
            FROM moved
            """)
    SweptRow sweep(UUID batchId, int after, int state, @Nullable String code, int limit);

    /** How many others answered, {@code to} not included. */
    @Select("""
            SELECT count(*)
            FROM batch_item
            WHERE batch_id = #{batchId}
              AND index >= #{from}
              AND index < #{to}
              AND state = 5
            """)
    int countReused(UUID batchId, int from, int to);

    /** Deletes items of a batch that will never run, {@code to} not included. */
    @Delete("""
            DELETE FROM batch_item
            WHERE batch_id = #{batchId}
              AND index >= #{from}
              AND index < #{to}
            """)
    int deleteRange(UUID batchId, int from, int to);
}
