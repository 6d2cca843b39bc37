package io.waybill.activities.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Brings the schema to the version of this process: under the owner's login where it is set, else by waiting for a
 * process that has it. Then makes sure that this process's own login is above none of the rules.
 */
final class Schema {

    private static final Logger LOGGER = LoggerFactory.getLogger(Schema.class);
    private static final String LOCATION = "db/migration";

    /** How long a process that starts beside its database, or beside the one that migrates, waits. */
    static final Duration START_MAX = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** SQLSTATE where there is no history yet, or nobody may read it yet. */
    private static final String UNDEFINED_TABLE = "42P01";

    private static final String NOT_ALLOWED = "42501";

    private static final String VERSION = """
            SELECT max(CAST(version AS int)) FROM flyway_schema_history WHERE success AND version IS NOT NULL
            """;

    /** Grants are made one process at a time: PostgreSQL fails the second of two that change one row of its own. */
    private static final String GRANTS = """
            SELECT pg_advisory_xact_lock(7312950119)
            """;

    private static final String MISSING = """
            SELECT format('GRANT %I TO %I WITH %s', role, login, options)
            FROM (VALUES ('waybill_system', 'USAGE', 'INHERIT TRUE'),
                         ('waybill_tenant', 'SET', 'INHERIT FALSE, SET TRUE')) AS needed (role, privilege, options)
            CROSS JOIN (SELECT CAST(? AS text) AS login) AS own
            WHERE NOT pg_has_role(CAST(login AS name), CAST(role AS name), privilege)
            """;

    private static final String ABOVE = """
            SELECT CASE
                       WHEN r.rolsuper THEN 'is a superuser'
                       WHEN r.rolbypassrls THEN 'has BYPASSRLS'
                       WHEN EXISTS (SELECT 1
                                    FROM pg_class c
                                    WHERE c.relnamespace = CAST('public' AS regnamespace)
                                      AND pg_has_role(r.oid, c.relowner, 'MEMBER')) THEN 'owns tables'
                       WHEN NOT pg_has_role(r.oid, 'waybill_system', 'USAGE') THEN 'does not inherit waybill_system'
                       WHEN NOT pg_has_role(r.oid, 'waybill_tenant', 'SET') THEN 'may not become waybill_tenant'
                       WHEN pg_has_role(r.oid, 'waybill_tenant', 'USAGE') THEN 'inherits waybill_tenant'
                       ELSE ''
                   END
            FROM pg_roles r
            WHERE r.rolname = session_user
            """;

    private final PostgresSettings settings;

    Schema(PostgresSettings settings) {
        this.settings = settings;
    }

    /** {@return how many migrations ran here} Any number of processes may do it at the same time. */
    int prepare() {
        try {
            PostgresSettings.Owner owner = settings.owner();
            int migrations = 0;
            if (owner == null) {
                await();
            } else {
                migrations = migrate(owner);
                grant(owner);
            }
            check();
            return migrations;
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not answer: " + e.getMessage(), e);
        }
    }

    private int migrate(PostgresSettings.Owner owner) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(settings.url(), owner.user(), owner.password())
                .connectRetries((int) START_MAX.toSeconds())
                .connectRetriesInterval((int) PAUSE.toSeconds())
                .locations("classpath:" + LOCATION)
                .cleanDisabled(true)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private void grant(PostgresSettings.Owner owner) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.url(), owner.user(), owner.password());
                PreparedStatement missing = connection.prepareStatement(MISSING);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(GRANTS);
            missing.setString(1, settings.user());
            try (ResultSet grants = missing.executeQuery()) {
                while (grants.next()) {
                    statement.addBatch(grants.getString(1));
                }
            }
            statement.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new RolesRefused("the role " + settings.user()
                    + " of waybill.postgres.user is not there, or cannot be given what it needs: " + e.getMessage());
        }
    }

    private void await() throws SQLException {
        int wanted = newest();
        long end = System.nanoTime() + START_MAX.toNanos();
        String told = "";
        while (true) {
            String found;
            try (Connection connection = open();
                    Statement statement = connection.createStatement();
                    ResultSet version = statement.executeQuery(VERSION)) {
                version.next();
                if (version.getInt(1) >= wanted) {
                    return;
                }
                found = "its version is " + version.getInt(1);
            } catch (SQLException e) {
                if (!e.getSQLState().startsWith("08")
                        && !UNDEFINED_TABLE.equals(e.getSQLState())
                        && !NOT_ALLOWED.equals(e.getSQLState())) {
                    throw e;
                }
                found = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the schema has to be of version " + wanted + " and is not migrated: "
                        + found + "; set waybill.postgres.owner for this process or start one that has it");
            }
            if (!told.equals(found)) {
                told = found;
                LOGGER.atInfo()
                        .addKeyValue("wanted", wanted)
                        .addKeyValue("found", found)
                        .log("waiting for the schema");
            }
            pause();
        }
    }

    private void check() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet above = statement.executeQuery(ABOVE)) {
            if (!above.next()) {
                throw new RolesRefused("the role of waybill.postgres.user is not to be seen in pg_roles");
            }
            if (!above.getString(1).isEmpty()) {
                throw new RolesRefused("the role " + settings.user() + " of waybill.postgres.user " + above.getString(1)
                        + ": processes log in as a role that does not");
            }
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    private static int newest() {
        try {
            Resource[] migrations = new PathMatchingResourcePatternResolver(Schema.class.getClassLoader())
                    .getResources("classpath*:" + LOCATION + "/V*.sql");
            return Arrays.stream(migrations)
                    .map(Resource::getFilename)
                    .mapToInt(name -> Integer.parseInt(String.valueOf(name)
                            .substring(1, String.valueOf(name).indexOf("__"))))
                    .max()
                    .orElseThrow(() -> new IllegalStateException("no migrations on the class path"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the schema", e);
        }
    }
}
