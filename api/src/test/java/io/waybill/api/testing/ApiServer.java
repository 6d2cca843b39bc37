package io.waybill.api.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.account.Accounts;
import io.waybill.activities.invariant.Invariants;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestDatabase;
import io.waybill.activities.testing.TestObjectStore;
import io.waybill.api.ApiApplication;
import io.waybill.api.caller.Scopes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The API on a free port over a database and a bucket of its own. After each test the invariants must hold. */
public final class ApiServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final String STANDING_CLOCK = "settableClock";

    private final Map<String, Object> settings = new HashMap<>();
    private final List<Class<?>> sources = new ArrayList<>(List.of(ApiApplication.class));
    private @Nullable SSLContext tls; // null where it speaks plain HTTP
    private @Nullable TestDatabase database; // null before the start
    private @Nullable ApiServer sibling; // null where the database is its own
    private @Nullable ConfigurableApplicationContext context; // null before the start

    /** Sets a property, before the start. */
    public ApiServer with(String key, Object value) {
        settings.put(key, value);
        return this;
    }

    /** {@return a setting that was set, or made by the start} */
    public String setting(String key) {
        return String.valueOf(settings.get(key));
    }

    /** Adds a configuration, before the start. */
    public ApiServer with(Class<?> source) {
        sources.add(source);
        return this;
    }

    /** Speaks TLS alone, with a certificate of {@code authority}, and asks clients for theirs. Before the start. */
    public ApiServer withTls(TestAuthority authority) {
        try {
            var directory = Files.createTempDirectory("tls");
            directory.toFile().deleteOnExit();
            var store = authority.server().store(directory);
            store.toFile().deleteOnExit();
            settings.put("server.ssl.key-store", store.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.put("server.ssl.key-store-type", "PKCS12");
        settings.put("server.ssl.key-store-password", TestIdentity.PASSWORD);
        settings.put("server.ssl.client-auth", "want");
        tls = TestIdentity.client(authority.own().certificate(), null);
        return this;
    }

    /** Uses the database of {@code other}, which is started before. */
    public ApiServer over(ApiServer other) {
        sibling = other;
        return this;
    }

    /** Starts it. */
    public ApiServer start() {
        var made = sibling == null ? TestDatabase.create() : sibling.database();
        database = made;
        settings.putAll(made.settings());
        settings.putAll(TestObjectStore.settings());
        settings.putIfAbsent("waybill.key.pepper", "pepper of the tests, 32 characters or more");
        settings.putIfAbsent("waybill.secret.key", "0123456789abcdef".repeat(4));
        settings.putIfAbsent("waybill.models.echo", "true");
        settings.putIfAbsent("waybill.management.port", "-1");
        settings.putIfAbsent("server.port", "0");
        settings.putIfAbsent("logging.level.root", "warn");
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        context = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .environment(environment)
                .initializers(ApiServer::useRealTime)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .run();
        return this;
    }

    /** {@return its base URL} */
    public URI url() {
        return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:"
                + context().getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** {@return the bean of {@code type}} */
    public <T> T bean(Class<T> type) {
        return context().getBean(type);
    }

    /** {@return its database} */
    public TestDatabase database() {
        if (database == null) {
            throw new IllegalStateException("not started");
        }
        return database;
    }

    /** {@return a new client with {@code nanos} available} */
    public Http client(long nanos) {
        var account = bean(Accounts.class).create("test");
        if (nanos > 0) {
            bean(Ledger.class).credit(account.id(), "credit:" + UUID.randomUUID(), nanos, "test");
        }
        return client(account.id(), Scopes.CLIENT);
    }

    /** {@return a client with a new key of an account} */
    public Http client(UUID accountId, Set<String> scopes) {
        return anybody(accountId)
                .with(bean(ApiKeys.class).issue(accountId, "test", scopes).text());
    }

    /** {@return an operator} */
    public Http operator() {
        return client(bean(Accounts.class).create("operator").id(), Set.of(Caller.ADMIN));
    }

    /** {@return somebody without a key} */
    public Http anybody() {
        return anybody(new UUID(0, 0));
    }

    private Http anybody(UUID accountId) {
        var plain = new Http(url(), accountId, null);
        return tls == null ? plain : plain.over(tls);
    }

    /** Runs {@code work} while the database refuses receipts of calls: so a transaction with one fails as a whole. */
    public void withoutReceipts(Runnable work) {
        database().execute("""
                CREATE FUNCTION refuse_receipts() RETURNS trigger LANGUAGE plpgsql
                    AS $$ BEGIN RAISE EXCEPTION 'no receipts'; END $$;
                CREATE TRIGGER refused BEFORE INSERT ON receipt_call FOR EACH ROW EXECUTE FUNCTION refuse_receipts()
                """);
        try {
            work.run();
        } finally {
            database().execute("DROP FUNCTION refuse_receipts CASCADE");
        }
    }

    /** {@return the number that a query answers} */
    public long count(String query) {
        try (Connection connection = database().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + query, e);
        }
    }

    /** Fails where an invariant does not hold. */
    public void checkInvariants() {
        try (Connection connection = database().connect()) {
            assertThat(Invariants.violations(connection)).isEmpty();
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

    /** Ends it. */
    public void stop() {
        if (context != null) {
            context.close();
        }
    }

    /** The scan of the activities also finds the clock of their own tests, which stands still. */
    private static void useRealTime(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(factory -> {
            if (factory instanceof BeanDefinitionRegistry registry && registry.containsBeanDefinition(STANDING_CLOCK)) {
                registry.removeBeanDefinition(STANDING_CLOCK);
            }
        });
    }

    private ConfigurableApplicationContext context() {
        if (context == null) {
            throw new IllegalStateException("not started");
        }
        return context;
    }
}
