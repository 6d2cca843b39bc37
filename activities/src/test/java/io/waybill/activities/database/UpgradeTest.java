package io.waybill.activities.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.invariant.Invariants;
import io.waybill.activities.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** A database of the first version keeps its money when it is migrated. */
class UpgradeTest {

    private static final String FIRST_VERSION = """
            INSERT INTO account VALUES ('00000000-0000-7000-8000-00000000000a', 'a', 'USD', 'active', now());
            INSERT INTO balance (account_id, kind, amount_nanos)
            VALUES ('00000000-0000-7000-8000-00000000000a', 'available', 93),
                   ('00000000-0000-7000-8000-00000000000a', 'held', 0),
                   ('00000000-0000-7000-8000-00000000000a', 'revenue', 12),
                   ('00000000-0000-7000-8000-00000000000a', 'refunds', -5),
                   ('00000000-0000-7000-8000-00000000000a', 'topup_clearing', -100),
                   ('00000000-0000-7000-8000-00000000000a', 'rounding', 0);
            INSERT INTO journal_entry (reference, kind, account_id, memo, created_at)
            VALUES ('t', 'topup', '00000000-0000-7000-8000-00000000000a', '', now()),
                   ('c', 'charge', '00000000-0000-7000-8000-00000000000a', 'all-minilm-l6-v2, 9 tokens', now()),
                   ('d', 'charge', '00000000-0000-7000-8000-00000000000a', '', now()),
                   ('d:refund', 'refund', '00000000-0000-7000-8000-00000000000a', '', now());
            INSERT INTO posting
            SELECT e.id, e.account_id, p.kind, p.amount_nanos
            FROM journal_entry e
            JOIN (VALUES ('t', 'available', 100), ('t', 'topup_clearing', -100), ('c', 'available', -7),
                         ('c', 'revenue', 7), ('d', 'available', -5), ('d', 'revenue', 5),
                         ('d:refund', 'available', 5), ('d:refund', 'refunds', -5))
                 AS p (reference, kind, amount_nanos) USING (reference);
            """;

    @Test
    void keepsTheMoneyOfTheFirstVersion() throws SQLException {
        TestDatabase database = TestDatabase.createEmpty();
        flyway(database).target("1").load().migrate();
        database.execute(FIRST_VERSION);

        flyway(database).load().migrate();

        try (Connection connection = database.connect()) {
            assertThat(Invariants.violations(connection)).isEmpty();
            assertThat(column(connection, "SELECT available_after_nanos FROM journal_entry ORDER BY id"))
                    .containsExactly("100", "93", "88", "93");
            assertThat(column(connection, """
                            SELECT model || ' ' || input_tokens || ' ' || charged_nanos || ' ' || refunded_nanos
                            FROM call_usage
                            ORDER BY id
                            """)).containsExactly("all-minilm-l6-v2 9 7 0", "unknown 0 5 5");
        }
    }

    private static FluentConfiguration flyway(TestDatabase database) {
        return Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("classpath:db/migration");
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
