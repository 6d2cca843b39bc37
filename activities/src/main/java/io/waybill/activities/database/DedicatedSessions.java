package io.waybill.activities.database;

import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections outside the pool, for what listens on one for as long as the process lives. Every statement is its
 * own transaction. A server that is silent for {@link #SILENT_SECONDS_MAX} is given up. Thread-safe.
 */
public final class DedicatedSessions {

    private static final int SILENT_SECONDS_MAX = 2;

    private final SqlSessionFactory factory;

    DedicatedSessions(PostgresSettings settings, Configuration configuration) {
        var source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        source.setApplicationName("waybill-listen");
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(SILENT_SECONDS_MAX);
        source.setLoginTimeout(SILENT_SECONDS_MAX);
        source.setSocketTimeout(SILENT_SECONDS_MAX);
        configuration.setEnvironment(new Environment("dedicated", new JdbcTransactionFactory(), source));
        this.factory = new SqlSessionFactoryBuilder().build(configuration);
    }

    /** {@return a session over a connection of its own, which knows {@code mapper}; the caller closes it} */
    public SqlSession open(Class<?> mapper) {
        Configuration configuration = factory.getConfiguration();
        synchronized (configuration) {
            if (!configuration.hasMapper(mapper)) {
                configuration.addMapper(mapper);
            }
        }
        return factory.openSession(true);
    }
}
