package io.waybill.activities.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CountedTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().objectsInMemory();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void listen() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void close() {
        Metrics.removeRegistry(registry);
    }

    @Test
    void countsMoneyThatMovedAndNoneThatDidNot() {
        UUID account = ACTIVITIES.bean(Accounts.class).create("metered").id();
        Ledger ledger = ACTIVITIES.bean(Ledger.class);
        String reference = "credit:" + UUID.randomUUID();
        ledger.credit(account, reference, 2_500_000_000L, "test");
        ledger.credit(account, reference, 2_500_000_000L, "test");

        assertThatThrownBy(() -> ACTIVITIES.bean(Transactions.class).run(() -> {
                    ledger.credit(account, "credit:" + UUID.randomUUID(), 7_000_000_000L, "test");
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");

        assertThat(counted("waybill.ledger.entries")).isEqualTo(1);
        assertThat(counted("waybill.ledger.amount")).isEqualTo(2.5);
    }

    private double counted(String name) {
        return registry.get(name).tag("kind", "topup").counter().count();
    }
}
