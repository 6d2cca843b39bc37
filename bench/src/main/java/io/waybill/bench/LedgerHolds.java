package io.waybill.bench;

import io.waybill.activities.ActivitiesConfiguration;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.invariant.Invariants;
import io.waybill.activities.ledger.BatchMoney;
import io.waybill.activities.ledger.Ledger;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Holds and charges a second from many threads: all of one account, which is the worst there is (every writer of an
 * account stands in one line), and of a thousand. Each hold is a transaction that commits, as the platform's are.
 */
final class LedgerHolds implements Program {

    private static final int THREADS = 64;
    private static final int ACCOUNTS = 1_000;
    private static final int HOLDS = 12_000;
    private static final int WARM_UP = 4_000;
    private static final int CONNECTIONS = 32;
    private static final long PLENTY_NANOS = 1_000_000_000_000L;
    private static final double GOAL = 1_000;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        try (var instance = Instance.start(launcher);
                var context = context(instance.connection(), models)) {
            var accounts = context.getBean(Accounts.class);
            var ledger = context.getBean(Ledger.class);
            List<UUID> many = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                UUID account = accounts.create("bench").id();
                ledger.credit(account, "credit:" + account, PLENTY_NANOS, "bench");
                many.add(account);
            }
            Work hold = new Hold(context.getBean(BatchMoney.class), context.getBean(Transactions.class));
            Work charge = account -> ledger.charge(account, "call:" + UUID.randomUUID(), 1, "bench");
            measure(hold, many, WARM_UP);
            var report = new Report("ledger");
            figures(report, "holds", hold, many);
            figures(report, "charges", charge, many);
            report.atMost("violated invariants of the books", violations(instance.connection()), "", 0);
            return report;
        }
    }

    private static void figures(Report report, String what, Work work, List<UUID> many) throws Exception {
        for (int accounts : new int[] {1, ACCOUNTS}) {
            Measured measured = measure(work, many.subList(0, accounts), HOLDS);
            String where = what + ", " + THREADS + " threads, " + accounts + (accounts == 1 ? " account" : " accounts");
            report.atLeast(where, measured.perSecond(), what + "/s", GOAL);
            report.figure(where + ", median", Percentiles.of(measured.millis(), 50), "ms");
            report.figure(where + ", p99", Percentiles.of(measured.millis(), 99), "ms");
        }
    }

    private static Measured measure(Work work, List<UUID> accounts, int count) throws Exception {
        int each = count / THREADS;
        List<Future<double[]>> running = new ArrayList<>();
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    var millis = new double[each];
                    for (int n = 0; n < each; n++) {
                        UUID account = accounts.get(ThreadLocalRandom.current().nextInt(accounts.size()));
                        long before = System.nanoTime();
                        work.run(account);
                        millis[n] = (System.nanoTime() - before) / 1e6;
                    }
                    return millis;
                }));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        List<double[]> all = new ArrayList<>();
        for (Future<double[]> future : running) {
            all.add(future.get());
        }
        double[] millis = all.stream().flatMapToDouble(Arrays::stream).toArray();
        return new Measured(millis.length / seconds, millis);
    }

    private static ConfigurableApplicationContext context(Connection connection, Path models) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "bench",
                        Map.ofEntries(
                                Map.entry("waybill.postgres.url", connection.postgresJdbcUrl()),
                                Map.entry("waybill.postgres.user", connection.postgresUser()),
                                Map.entry("waybill.postgres.password", connection.postgresPassword()),
                                Map.entry("waybill.postgres.pool-size", CONNECTIONS),
                                Map.entry("waybill.s3.endpoint", connection.s3Endpoint()),
                                Map.entry("waybill.s3.bucket", connection.s3Bucket()),
                                Map.entry("waybill.s3.access-key", connection.s3AccessKey()),
                                Map.entry("waybill.s3.secret-key", connection.s3SecretKey()),
                                Map.entry("waybill.key.pepper", "a pepper of the bench, which makes no keys"),
                                Map.entry("waybill.secret.key", "00".repeat(32)),
                                Map.entry("waybill.management.port", -1),
                                Map.entry("waybill.models.directory", models),
                                Map.entry("logging.level.root", "warn"))));
        return new SpringApplicationBuilder(ActivitiesConfiguration.class)
                .environment(environment)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .run();
    }

    /** Of the books alone: these holds are of batches that do not exist. */
    private static int violations(Connection connection) throws Exception {
        try (var database = DriverManager.getConnection(
                connection.postgresJdbcUrl(), connection.postgresUser(), connection.postgresPassword())) {
            return (int) Invariants.violations(database).stream()
                    .filter(violation -> violation.invariant().compareTo("3") < 0)
                    .count();
        }
    }

    /** One transaction of an account. */
    private interface Work {
        void run(UUID account);
    }

    private record Hold(BatchMoney money, Transactions transactions) implements Work {

        @Override
        public void run(UUID account) {
            transactions.run(() -> money.hold(account, UUID.randomUUID(), "bench", 1));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Measured(double perSecond, double[] millis) {}
}
