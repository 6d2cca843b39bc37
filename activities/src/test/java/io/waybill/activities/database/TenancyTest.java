package io.waybill.activities.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.account.Accounts;
import io.waybill.activities.file.Files;
import io.waybill.activities.file.UploadTerms;
import io.waybill.activities.ledger.BatchMoney;
import io.waybill.activities.ledger.History;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.NoSuchAccount;
import io.waybill.activities.tenant.Tenancy;
import io.waybill.activities.testing.TestActivities;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** What a query forgets, the database remembers: an account sees and writes its own rows alone. */
class TenancyTest {

    /** Tables that are nobody's: models, credentials' plumbing, the trail of operators, the migration's history. */
    private static final Set<String> NOBODYS = Set.of(
            "admin_act",
            "credential_event",
            "flyway_schema_history",
            "log_range",
            "log_state",
            "log_tile",
            "log_witness",
            "model",
            "oauth_assertion",
            "oauth_signing_key",
            "rate_bucket",
            "receipt_key",
            "receipt_secret",
            "webhook_key");

    private static final History.Filter ALL = new History.Filter(Set.of(), null, null, null);

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().moneyOnly().objectsInMemory();

    private final Accounts accounts = ACTIVITIES.bean(Accounts.class);
    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
    private final BatchMoney money = ACTIVITIES.bean(BatchMoney.class);
    private final History history = ACTIVITIES.bean(History.class);
    private final Files files = ACTIVITIES.bean(Files.class);
    private final Transactions transactions = ACTIVITIES.bean(Transactions.class);
    private final UUID mine = ACTIVITIES.account(1000).id();
    private final UUID others = ACTIVITIES.account(1000).id();

    @Test
    void anAccountWorksWithItsOwnRows() {
        try (var _ = Tenancy.as(mine)) {
            ledger.charge(mine, "call:" + mine, 10, new Ledger.Call("key", "m", 1, 0));

            assertThat(ledger.balance(mine)).isEqualTo(new Ledger.Balance(990, 0));
            assertThat(history.newest(mine, ALL, Long.MAX_VALUE, 10)).hasSize(2);
            assertThat(accounts.find(mine)).isPresent();
        }
        assertThat(ledger.balance(others)).isEqualTo(new Ledger.Balance(1000, 0));
    }

    @Test
    void aStatementOutsideATransactionIsOneOfItsOwn() throws Exception {
        try (var _ = Tenancy.as(mine)) {
            for (int i = 0; i < 12; i++) {
                var stored = files.store(
                        mine, "a.jsonl", () -> UploadTerms.of("batch"), new ByteArrayInputStream(new byte[] {1}));

                assertThat(files.find(mine, stored.id())).isPresent();
                assertThat(files.delete(mine, stored.id())).isTrue();
                assertThat(files.find(mine, stored.id())).isEmpty();
            }
        }
    }

    @Test
    void anAccountFindsNothingOfAnotherWhateverItAsksFor() {
        try (var _ = Tenancy.as(mine)) {
            assertThat(accounts.find(others)).isEmpty();
            assertThat(history.newest(others, ALL, Long.MAX_VALUE, 10)).isEmpty();
            assertThatThrownBy(() -> ledger.balance(others)).isInstanceOf(NoSuchAccount.class);
            assertThatThrownBy(() -> ledger.charge(others, "call:" + others, 10, "m"))
                    .isInstanceOf(NoSuchAccount.class);
            assertThatThrownBy(() -> transactions.call(() -> money.hold(others, UUID.randomUUID(), 1)))
                    .isInstanceOf(NoSuchAccount.class);
        }
        assertThat(ledger.balance(others)).isEqualTo(new Ledger.Balance(1000, 0));
    }

    @Test
    void nothingIsLeftOnAConnectionAfterwards() {
        for (int i = 0; i < 20; i++) {
            try (var _ = Tenancy.as(mine)) {
                assertThat(accounts.find(others)).isEmpty();
            }
            assertThat(accounts.find(others)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE journal_entry SET memo = ''",
                "DELETE FROM posting",
                "UPDATE admin_act SET reason = ''",
                "DELETE FROM admin_act",
                "TRUNCATE admin_act",
                "ALTER TABLE admin_act DISABLE TRIGGER admin_act_append_only",
                "DROP POLICY tenant ON batch",
                "DELETE FROM flyway_schema_history"
            })
    void theRoleThatProcessesLogInAsMayNot(String statement) throws SQLException {
        try (Connection connection = ACTIVITIES.database().login();
                Statement sql = connection.createStatement()) {
            assertThatThrownBy(() -> sql.execute(statement))
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    @Test
    void aSessionForClientsSeesNothingUntilItIsToldForWhom() throws SQLException {
        var source = ACTIVITIES.bean(DataSource.class);
        try (var _ = Tenancy.as(mine);
                Connection connection = source.getConnection()) {
            var bare = connection.unwrap(PGConnection.class);

            assertThat(first((Connection) bare, "SELECT count(*) FROM account")).isEqualTo("0");
            assertThat(first(connection, "SELECT count(*) FROM account")).isEqualTo("1");
            assertThat(first((Connection) bare, "SELECT count(*) FROM account")).isEqualTo("0");
            assertThat(first((Connection) bare, "SELECT current_user")).isEqualTo("waybill_tenant");
            assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void afterAReturnToASavepointItSeesNothingOrItsOwn() throws SQLException {
        var source = ACTIVITIES.bean(DataSource.class);
        try (var _ = Tenancy.as(mine);
                Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            var beginning = connection.setSavepoint();
            assertThat(first(connection, "SELECT count(*) FROM account")).isEqualTo("1");
            connection.rollback(beginning);

            assertThat(first(connection, "SELECT count(*) FROM account")).isEqualTo("1");
            connection.rollback();
        }
    }

    @Test
    void theRoleOwnsNothingAndHasNoPrivilegeOverRows() throws SQLException {
        assertThat(column("""
                        SELECT rolname || ' ' || rolsuper || ' ' || rolbypassrls || ' ' || rolcanlogin
                        FROM pg_roles
                        WHERE rolname IN ('waybill_login', 'waybill_system', 'waybill_tenant')
                        ORDER BY rolname
                        """))
                .containsExactly(
                        "waybill_login false false true",
                        "waybill_system false false false",
                        "waybill_tenant false false false");
        assertThat(column("""
                        SELECT relname
                        FROM pg_class
                        JOIN pg_roles ON pg_roles.oid = relowner
                        WHERE rolname LIKE 'waybill\\_%'
                        """)).isEmpty();
    }

    @Test
    void everyTableIsGuardedOrNobodys() throws SQLException {
        assertThat(column("""
                        SELECT c.relname
                        FROM pg_class c
                        WHERE c.relnamespace = 'public'::regnamespace
                          AND c.relkind IN ('r', 'p')
                          AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                                   AND EXISTS (SELECT 1 FROM pg_policy p
                                               WHERE p.polrelid = c.oid AND p.polname = 'tenant'
                                                 AND p.polwithcheck IS NOT NULL))
                        """)).containsExactlyInAnyOrderElementsOf(NOBODYS);
    }

    private static String first(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static List<String> column(String query) throws SQLException {
        try (Connection connection = ACTIVITIES.database().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
