package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.testing.TestActivities;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that has many batches waits for what it asked for, and not for all of them. */
class ListPlanTest {

    private static final int BATCHES = 5_000;

    /** What a plan's node read: its rows each time, and how often. */
    private static final Pattern READ = Pattern.compile("actual time=\\S+ rows=([\\d.]+) loops=(\\d+)");

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    @Test
    void readsWhatItShows() throws SQLException {
        BatchWorld world = new BatchWorld(ACTIVITIES);
        UUID account = world.account();
        String batch = world.submit(account, false, BatchWorld.lines(1));
        UUID id = BatchRows.id(batch);
        ACTIVITIES.database().execute("""
                WITH many AS (
                    INSERT INTO batch (id, account_id, key_id, dialect, lane, state, quarantine, window_seconds, created_at,
                                       expires_at)
                    SELECT gen_random_uuid(), account_id, key_id, dialect, lane, state, quarantine, window_seconds,
                           created_at, expires_at
                    FROM batch, generate_series(1, %d)
                    WHERE id = '%s'
                    RETURNING id
                )
                INSERT INTO batch_segment (batch_id, ordinal, object_key, bytes, sha256)
                SELECT id, 0, 'none', 0, '' FROM many
                """.formatted(BATCHES, id));
        ACTIVITIES.database().execute("ANALYZE batch");
        ACTIVITIES.database().execute("ANALYZE batch_segment");

        List<String> list = plan(account, """
                SELECT b.id, s.bytes
                FROM batch b
                JOIN batch_segment s ON s.batch_id = b.id AND s.ordinal = 0
                WHERE b.account_id = '%s'
                  AND b.id < 'ffffffff-ffff-ffff-ffff-ffffffffffff'
                ORDER BY b.id DESC
                LIMIT 21
                """.formatted(account));
        List<String> items = plan(
                account,
                "SELECT index FROM batch_item WHERE batch_id = '%s' AND index > -1 ORDER BY index LIMIT 200"
                        .formatted(id));
        List<String> spans =
                plan(account, "SELECT position FROM batch_span WHERE batch_id = '%s' AND position >= 0".formatted(id));

        assertThat(most(list)).as(String.join("\n", list)).isLessThan(200);
        assertThat(most(items)).as(String.join("\n", items)).isLessThan(200);
        assertThat(most(spans)).as(String.join("\n", spans)).isLessThan(200);
    }

    private static double most(List<String> plan) {
        double most = 0;
        for (String line : plan) {
            var read = READ.matcher(line);
            while (read.find()) {
                most = Math.max(most, Double.parseDouble(read.group(1)) * Long.parseLong(read.group(2)));
            }
        }
        assertThat(plan).anyMatch(line -> READ.matcher(line).find());
        return most;
    }

    /** {@return the plan of a statement that a request of the account makes} */
    private static List<String> plan(UUID account, String query) throws SQLException {
        List<String> plan = new ArrayList<>();
        try (var connection = ACTIVITIES.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE waybill_tenant");
            statement.execute("SET waybill.account = '" + account + "'");
            try (var lines = statement.executeQuery("EXPLAIN ANALYZE " + query)) {
                while (lines.next()) {
                    plan.add(lines.getString(1));
                }
            }
        }
        return plan;
    }
}
