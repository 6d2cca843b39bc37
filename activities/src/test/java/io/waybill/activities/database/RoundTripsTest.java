package io.waybill.activities.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.account.Accounts;
import io.waybill.activities.tenant.Tenancy;
import io.waybill.activities.testing.TestActivities;
import io.waybill.activities.testing.TestDatabase;
import io.waybill.activities.testing.WireCount;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a transaction costs beside its statements: its commit, and nothing for saying for whom it works. */
class RoundTripsTest {

    private static final int REPETITIONS = 8;

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final WireCount WIRE = new WireCount(DATABASE.url());
    private static final TestActivities ACTIVITIES =
            new TestActivities().with("waybill.postgres.url", WIRE.url()).with("waybill.postgres.pool-size", 1);

    private static Accounts accounts;
    private static Transactions transactions;
    private static UUID account;

    @BeforeAll
    static void start() {
        DATABASE.settings().forEach((key, value) -> {
            if (!key.endsWith(".url")) {
                ACTIVITIES.with(key, value);
            }
        });
        ACTIVITIES.start();
        accounts = ACTIVITIES.bean(Accounts.class);
        transactions = ACTIVITIES.bean(Transactions.class);
        account = accounts.create("test").id();
    }

    @AfterAll
    static void stop() {
        ACTIVITIES.stop();
        WIRE.close();
    }

    @Test
    void aStatementIsOne() {
        assertThat(fewest(() -> accounts.find(account))).isOne();
    }

    @Test
    void aTransactionIsItsStatementsAndItsCommit() {
        assertThat(fewest(() -> transactions.run(this::twoStatements))).isEqualTo(3);
    }

    @Test
    void aStatementForOneAccountIsATransactionOfOne() {
        try (var _ = Tenancy.as(account)) {
            assertThat(fewest(() -> accounts.find(account))).isEqualTo(2);
        }
    }

    @Test
    void aTransactionForOneAccountIsItsStatementsAndItsCommit() {
        try (var _ = Tenancy.as(account)) {
            assertThat(fewest(() -> transactions.run(this::twoStatements))).isEqualTo(3);
        }
    }

    private void twoStatements() {
        accounts.find(account);
        accounts.find(account);
    }

    /** A connection that has rested is tried first, and others of the process work too: the fewest is what it takes. */
    private static long fewest(Runnable work) {
        return LongStream.range(0, REPETITIONS)
                .map(_ -> {
                    long before = WIRE.roundTrips();
                    work.run();
                    return WIRE.roundTrips() - before;
                })
                .min()
                .orElseThrow();
    }
}
