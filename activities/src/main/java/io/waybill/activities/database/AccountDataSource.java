package io.waybill.activities.database;

import com.zaxxer.hikari.HikariDataSource;
import io.waybill.activities.tenant.Tenancy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Two pools: one whose sessions work for all accounts, and one whose sessions see nothing until they are told for which
 * account they work. Which of them a connection comes from is decided by {@link Tenancy} when it is taken.
 */
final class AccountDataSource extends AbstractDataSource implements AutoCloseable {

    private final HikariDataSource system;
    private final HikariDataSource tenants;

    AccountDataSource(HikariDataSource system, HikariDataSource tenants) {
        this.system = system;
        this.tenants = tenants;
    }

    @Override
    public Connection getConnection() throws SQLException {
        UUID account = Tenancy.current();
        return account == null ? system.getConnection() : AccountConnection.of(tenants.getConnection(), account);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("the pools have logins of their own");
    }

    @Override
    public void close() {
        tenants.close();
        system.close();
    }
}
