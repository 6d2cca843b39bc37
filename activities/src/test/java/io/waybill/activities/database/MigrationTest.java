package io.waybill.activities.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.Bound;
import io.waybill.activities.testing.TestDatabase;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {

    private static final int PROCESSES = 3;

    @Test
    void processesThatStartTogetherMigrateOnce() throws Exception {
        TestDatabase database = TestDatabase.createEmpty();
        List<Callable<Integer>> starts = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            starts.add(() -> migrate(database));
        }

        var migrations = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(PROCESSES)) {
            for (Future<Integer> future : threads.invokeAll(starts)) {
                migrations.add(future.get());
            }
        }

        assertThat(migrations).filteredOn(count -> count > 0).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE posting SET amount_nanos = 1",
                "DELETE FROM posting",
                "TRUNCATE posting",
                "UPDATE journal_entry SET memo = ''",
                "DELETE FROM journal_entry",
                "TRUNCATE journal_entry CASCADE",
                "UPDATE admin_act SET reason = ''",
                "DELETE FROM admin_act",
                "TRUNCATE admin_act",
                "UPDATE refund SET amount_nanos = 1",
                "DELETE FROM item_refund",
                "TRUNCATE item_refund",
                "UPDATE price SET per_million = 0",
                "DELETE FROM price_list",
                "TRUNCATE price_list CASCADE"
            })
    void refusesToChangeWhatWasPosted(String statement) {
        TestDatabase database = TestDatabase.create();

        assertThatThrownBy(() -> database.execute(statement)).rootCause().hasMessageContaining("append-only");
    }

    @Test
    void aProcessWithoutTheOwnersLoginWaitsForOneThatHasIt() throws Exception {
        TestDatabase database = TestDatabase.createEmpty();

        try (var threads = Executors.newFixedThreadPool(1)) {
            Future<Integer> waiting =
                    threads.submit(() -> schema(database.settings()).prepare());
            int migrations = schema(database.ownerSettings()).prepare();

            assertThat(migrations).isPositive();
            assertThat(waiting.get()).isZero();
        }
    }

    @Test
    void migratesUnderAnOwnerThatIsNoSuperuser() throws Exception {
        TestDatabase made = TestDatabase.createEmpty();
        made.execute("CREATE ROLE plain_owner LOGIN PASSWORD 'p'; GRANT waybill_system, waybill_tenant TO plain_owner");
        made.execute(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO plain_owner', current_database()); END $$");
        Map<String, String> settings = new HashMap<>(made.ownerSettings());
        settings.put("waybill.postgres.owner.user", "plain_owner");
        settings.put("waybill.postgres.owner.password", "p");

        assertThat(schema(settings).prepare()).isPositive();
    }

    @Test
    void givesTheLoginWhatItNeedsWhereItHasItNotYet() throws Exception {
        TestDatabase database = TestDatabase.createEmpty();
        database.execute("CREATE ROLE another_login LOGIN PASSWORD 'p'");
        Map<String, String> settings = new HashMap<>(database.ownerSettings());
        settings.put("waybill.postgres.user", "another_login");
        settings.put("waybill.postgres.password", "p");

        schema(settings).prepare();

        try (var connection = DriverManager.getConnection(database.url(), "another_login", "p");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM account")) {
            assertThat(rows.next()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SUPERUSER, is a superuser",
        "BYPASSRLS IN ROLE waybill_system, has BYPASSRLS",
        "IN ROLE waybill_system, may not become waybill_tenant",
        "'IN ROLE waybill_system, waybill_tenant', inherits waybill_tenant",
        "IN ROLE postgres, owns tables"
    })
    void refusesALoginThatIsAboveTheRules(String options, String fault) {
        TestDatabase database = TestDatabase.create();
        String login = "login_" + fault.replace(' ', '_').toLowerCase(Locale.ROOT);
        database.execute("CREATE ROLE " + login + " LOGIN PASSWORD 'p' " + options);
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("waybill.postgres.user", login);
        settings.put("waybill.postgres.password", "p");

        assertThatThrownBy(() -> schema(settings).prepare())
                .isInstanceOf(RolesRefused.class)
                .hasMessageContaining(fault)
                .hasMessageContaining(login);
    }

    private static int migrate(TestDatabase database) {
        return schema(database.ownerSettings()).prepare();
    }

    private static Schema schema(Map<String, String> settings) {
        return new Schema(Bound.to(PostgresSettings.class, "waybill.postgres", settings));
    }
}
