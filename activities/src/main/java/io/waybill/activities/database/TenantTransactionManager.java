package io.waybill.activities.database;

import io.waybill.activities.tenant.Tenancy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/** Gives each transaction that is made for one account that account's sight, until it ends. */
final class TenantTransactionManager extends JdbcTransactionManager {

    private static final long serialVersionUID = 1;

    /** Both are {@code SET LOCAL}: they end with the transaction. */
    private static final String ENTER = """
            SELECT set_config('waybill.account', ?, true), set_config('role', 'waybill_tenant', true)
            """;

    TenantTransactionManager(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
            throws SQLException {
        super.prepareTransactionalConnection(connection, definition);
        UUID account = Tenancy.current();
        if (account != null) {
            try (PreparedStatement enter = connection.prepareStatement(ENTER)) {
                enter.setString(1, account.toString());
                enter.execute();
            }
        }
    }
}
