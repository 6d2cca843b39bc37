package io.waybill.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The first byte of results while a large batch runs, and lists of an account that has many batches. The batches of the
 * list are copies of the row of one that has ended: a list reads rows alone.
 */
final class Results implements Program {

    private static final int ITEMS = Integer.getInteger("waybill.bench.results.items", 1_000_000);
    private static final int BATCHES = Integer.getInteger("waybill.bench.results.batches", 100_000);
    private static final int ROUNDS = 20;
    private static final int LISTS = 300;
    private static final int WARM_UP = 50;
    private static final double GOAL_FIRST_BYTE_MILLIS = 100;
    private static final double GOAL_LIST_MILLIS = 50;
    private static final double[] AT = {0.05, 0.25, 0.5, 0.75};

    private static final String COPIES = """
            WITH one AS (SELECT * FROM batch WHERE id = ?),
            many AS (
                INSERT INTO batch (id, account_id, key_id, dialect, name, lane, state, endpoint, quarantine, window_seconds,
                                   models, items, succeeded, created_at, expires_at, started_at, ended_at)
                SELECT overlay(gen_random_uuid()::text PLACING substr(one.id::text, 1, 8) FROM 1)::uuid, account_id,
                       key_id, dialect, name, lane, state, endpoint, quarantine, window_seconds, models, 0, 0, created_at,
                       expires_at, started_at, ended_at
                FROM one, generate_series(1, ?)
                RETURNING id
            )
            INSERT INTO batch_segment (batch_id, ordinal, object_key, bytes, sha256)
            SELECT id, 0, 'none', 0, repeat('0', 64) FROM many
            """;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        Path file = Lines.writeMany("echo", ITEMS);
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            client.topUp();
            var report = new Report("results");
            whileItRuns(client, file, report);
            lists(client, instance.connection(), report);
            return report;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void whileItRuns(Client client, Path file, Report report) throws Exception {
        String batch = client.createFromFile(client.upload(file));
        String path = "/v1/batches/" + batch + "/results?order=";
        for (double at : AT) {
            if (!reached(client, batch, at)) {
                break;
            }
            for (String order : new String[] {"input", "completion"}) {
                double[] page = new double[ROUNDS];
                double[] lines = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    page[round] = client.firstByteMillis(path + order, "application/json");
                    lines[round] = client.firstByteMillis(path + order, "application/x-ndjson");
                }
                String what = String.format("at %.0f %%, %s: ", 100 * at, order);
                report.figure(what + "page, median", Percentiles.of(page, 50), "ms");
                report.atMost(what + "page, the slowest", max(page), "ms", GOAL_FIRST_BYTE_MILLIS);
                report.atMost(what + "lines, the slowest", max(lines), "ms", GOAL_FIRST_BYTE_MILLIS);
            }
        }
        client.await(batch, false);
    }

    /** {@return whether the batch still ran when it came so far} */
    private static boolean reached(Client client, String batch, double at) throws Exception {
        while (true) {
            var now = client.get("/v1/batches/" + batch);
            String status = now.path("status").asText();
            if (status.equals("in_progress") && now.path("progress").asDouble() >= at) {
                return true;
            }
            if (!status.equals("validating") && !status.equals("in_progress")) {
                return false;
            }
            Thread.sleep(100);
        }
    }

    private static void lists(Client client, Connection connection, Report report) throws Exception {
        String one = client.createInline("echo", List.of("one"));
        client.await(one, true);
        try (var database = DriverManager.getConnection(
                        connection.postgresJdbcUrl(), connection.postgresUser(), connection.postgresPassword());
                var copies = database.prepareStatement(COPIES);
                var analyze = database.createStatement()) {
            copies.setObject(1, uuid(one));
            copies.setInt(2, BATCHES);
            copies.executeUpdate();
            analyze.execute("ANALYZE batch");
        }
        String middle = "";
        for (int page = 0; page < 20; page++) {
            var found = client.get("/v1/batches?limit=100" + (middle.isEmpty() ? "" : "&after=" + middle));
            middle = found.path("last_id").asText();
        }
        for (String query : new String[] {"?limit=20", "?limit=100", "?limit=100&after=" + middle}) {
            double[] millis = new double[LISTS];
            for (int round = -WARM_UP; round < LISTS; round++) {
                double took = client.millisOf("/v1/batches" + query, client.key(), 200);
                if (round >= 0) {
                    millis[round] = took;
                }
            }
            String what = "list of " + BATCHES + ", "
                    + (query.contains("after") ? "a later page of 100" : query.substring(1));
            report.figure(what + ", p50", Percentiles.of(millis, 50), "ms");
            report.atMost(what + ", p99", Percentiles.of(millis, 99), "ms", GOAL_LIST_MILLIS);
        }
    }

    private static UUID uuid(String batchId) {
        String hex = batchId.substring("batch_".length());
        return new UUID(
                Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16));
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }
}
