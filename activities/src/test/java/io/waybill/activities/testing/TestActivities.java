package io.waybill.activities.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.ActivitiesConfiguration;
import io.waybill.activities.account.Account;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.invariant.Invariants;
import io.waybill.activities.ledger.Ledger;
import io.waybill.storage.object.ObjectStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The module over a database of its own, for a test class:
 *
 * <pre>{@code @RegisterExtension static final TestActivities ACTIVITIES = new TestActivities();}</pre>
 *
 * <p>After each test the invariants must hold.
 */
public final class TestActivities implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final Map<String, Object> settings = new HashMap<>();
    private boolean moneyOnly;

    /** Null before the first test. */
    private @Nullable TestDatabase database;

    /** Null before the first test. */
    private @Nullable ConfigurableApplicationContext context;

    /** Leaves out the invariants that want rows of batches, for tests of money alone. */
    public TestActivities moneyOnly() {
        moneyOnly = true;
        return this;
    }

    /** Keeps objects in memory instead of an S3 server, for tests that are not about it. */
    public TestActivities objectsInMemory() {
        return with("test.objects", "memory");
    }

    /** Sets a property, before the first test. */
    public TestActivities with(String key, Object value) {
        settings.put(key, value);
        return this;
    }

    /** Starts it; tests outside JUnit Jupiter call it themselves. */
    public TestActivities start() {
        TestDatabase made = TestDatabase.create();
        database = made;
        made.settings().forEach(settings::putIfAbsent);
        if (!settings.containsKey("waybill.s3.endpoint")) {
            settings.putAll(TestObjectStore.settings());
        }
        settings.putIfAbsent("waybill.key.pepper", "pepper of the tests, 32 characters or more");
        settings.putIfAbsent("waybill.secret.key", "0123456789abcdef".repeat(4));
        settings.putIfAbsent("waybill.models.echo", "true");
        settings.putIfAbsent("waybill.management.port", "-1");
        settings.putIfAbsent("logging.level.root", "WARN");
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        context = new SpringApplicationBuilder(Application.class)
                .environment(environment)
                .web(WebApplicationType.NONE)
                .bannerMode(org.springframework.boot.Banner.Mode.OFF)
                .logStartupInfo(false)
                .run();
        return this;
    }

    /** Ends it. */
    public void stop() {
        if (context != null) {
            context.close();
        }
    }

    /** {@return the bean of {@code type}} */
    public <T> T bean(Class<T> type) {
        if (context == null) {
            throw new IllegalStateException("not started");
        }
        return context.getBean(type);
    }

    /** {@return its database} */
    public TestDatabase database() {
        if (database == null) {
            throw new IllegalStateException("not started");
        }
        return database;
    }

    /** {@return its clock, which stands until it is moved} */
    public SettableClock clock() {
        return bean(SettableClock.class);
    }

    /** {@return a new account with {@code nanos} available} */
    public Account account(long nanos) {
        Account account = bean(Accounts.class).create("test");
        if (nanos > 0) {
            bean(Ledger.class).credit(account.id(), "credit:" + UUID.randomUUID(), nanos, "test");
        }
        return account;
    }

    /** Fails where an invariant does not hold. */
    public void checkInvariants() {
        assertThat(violations())
                .filteredOn(violation -> !moneyOnly || violation.invariant().compareTo("3") < 0)
                .isEmpty();
    }

    /** {@return the invariants that do not hold} */
    public List<Invariants.Violation> violations() {
        try (Connection connection = database().connect()) {
            return Invariants.violations(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot check the invariants", e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext junit) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext junit) {
        checkInvariants();
    }

    @Override
    public void afterAll(ExtensionContext junit) {
        stop();
    }

    /** What is started. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @Import(ActivitiesConfiguration.class)
    static class Application {

        @Bean
        @Primary
        SettableClock settableClock() {
            return new SettableClock();
        }

        @Bean
        @Primary
        @ConditionalOnProperty(name = "test.objects", havingValue = "memory")
        ObjectStore memoryObjects() {
            return new MemoryObjects();
        }
    }
}
