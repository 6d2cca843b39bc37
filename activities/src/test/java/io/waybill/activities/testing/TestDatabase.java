package io.waybill.activities.testing;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * A migrated database of its own in the one PostgreSQL of this JVM. The migration runs once; each database is a copy of
 * its result.
 */
public record TestDatabase(String url, String user, String password) {

    private static final String TEMPLATE = "waybill_template";
    private static final String USER = "postgres";

    /** What processes log in as; it owns nothing. */
    private static final String LOGIN = "waybill_login";

    private static final String LOGIN_PASSWORD = "password of the login";
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Checks that what must be there is. */
    public TestDatabase {
        requireNonNull(url, "url");
        requireNonNull(user, "user");
        requireNonNull(password, "password");
    }

    /** {@return a new database} */
    public static TestDatabase create() {
        return create(TEMPLATE);
    }

    /** {@return a new database that is not migrated} */
    public static TestDatabase createEmpty() {
        return create("template0");
    }

    private static TestDatabase create(String template) {
        EmbeddedPostgres postgres = Server.POSTGRES;
        String name = "waybill_" + COUNT.incrementAndGet();
        execute(postgres, "CREATE DATABASE " + name + " TEMPLATE " + template);
        // Without the credentials that it puts into the URL, which would outweigh those of the login.
        return new TestDatabase("jdbc:postgresql://localhost:" + postgres.getPort() + "/" + name, USER, USER);
    }

    /** {@return settings of a process that works on it and does not migrate it} */
    public Map<String, String> settings() {
        return Map.of(
                "waybill.postgres.url", url,
                "waybill.postgres.user", LOGIN,
                "waybill.postgres.password", LOGIN_PASSWORD);
    }

    /** {@return settings of a process that migrates it} */
    public Map<String, String> ownerSettings() {
        var settings = new HashMap<>(settings());
        settings.put("waybill.postgres.owner.user", user);
        settings.put("waybill.postgres.owner.password", password);
        return settings;
    }

    /** {@return a connection of the login of processes, outside all pools} */
    public Connection login() throws SQLException {
        return DriverManager.getConnection(url, LOGIN, LOGIN_PASSWORD);
    }

    /** {@return a connection of the owner, outside all pools} */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** Runs statements, for tests that break the data by hand. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    /** Started with the first database, stopped with the JVM. */
    private static final class Server {

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setServerConfig("shared_buffers", "64MB")
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
                execute(postgres, "CREATE DATABASE " + TEMPLATE);
                Flyway.configure()
                        .dataSource(postgres.getDatabase(USER, TEMPLATE))
                        .locations("classpath:db/migration")
                        .load()
                        .migrate();
                execute(
                        postgres,
                        "CREATE ROLE " + LOGIN + " LOGIN PASSWORD '" + LOGIN_PASSWORD + "';"
                                + " GRANT waybill_system TO " + LOGIN + " WITH INHERIT TRUE;"
                                + " GRANT waybill_tenant TO " + LOGIN + " WITH INHERIT FALSE, SET TRUE");
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start PostgreSQL", e);
            }
        }
    }
}
