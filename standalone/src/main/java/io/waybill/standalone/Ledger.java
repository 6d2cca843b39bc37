package io.waybill.standalone;

import io.waybill.activities.invariant.Invariants;
import io.waybill.standalone.data.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** What must always hold of a running platform's money and items. */
public final class Ledger {

    private Ledger() {}

    /** {@return what does not hold, a line each; none where all is well} */
    public static List<String> violations(Connection connection) throws SQLException {
        try (var database = DriverManager.getConnection(
                connection.postgresJdbcUrl(), connection.postgresUser(), connection.postgresPassword())) {
            return Invariants.violations(database).stream()
                    .map(it -> it.invariant() + ": " + it.subject() + ": " + it.detail())
                    .toList();
        }
    }
}
