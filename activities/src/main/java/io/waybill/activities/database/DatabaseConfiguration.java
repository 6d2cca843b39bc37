package io.waybill.activities.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.Metrics;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.ibatis.logging.slf4j.Slf4jImpl;
import org.apache.ibatis.session.LocalCacheScope;
import org.apache.ibatis.session.SqlSessionFactory;
import org.mybatis.spring.SqlSessionFactoryBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** Migrates the schema, makes the pools, and opens MyBatis over them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PostgresSettings.class)
class DatabaseConfiguration {

    /** A caller that waits longer for a connection is better told so. */
    private static final long CONNECTION_MILLIS_MAX = 10_000;

    /** Longer than any statement of ours takes; a dead peer is noticed. */
    private static final String SOCKET_SECONDS_MAX = "120";

    /** What a session of a client's request is from its first moment, and again whenever somebody resets it. */
    private static final String TENANT = "-c role=waybill_tenant";

    /** Migrates, or waits until somebody has: whoever speaks to the database depends on it. */
    @Bean(initMethod = "prepare")
    Schema schema(PostgresSettings settings) {
        return new Schema(settings);
    }

    @Bean
    AccountDataSource dataSource(PostgresSettings settings, Schema schema) {
        HikariConfig tenants = pool("waybill-tenants", settings);
        tenants.addDataSourceProperty("options", TENANT);
        // A worker never uses it, so it is opened with the first request.
        tenants.setMinimumIdle(0);
        tenants.setInitializationFailTimeout(-1);
        return new AccountDataSource(new HikariDataSource(pool("waybill", settings)), new HikariDataSource(tenants));
    }

    private static HikariConfig pool(String name, PostgresSettings settings) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_MILLIS_MAX);
        config.setInitializationFailTimeout(Schema.START_MAX.toMillis());
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", SOCKET_SECONDS_MAX);
        config.addDataSourceProperty("ApplicationName", name);
        config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(Metrics.globalRegistry));
        return config;
    }

    @Bean
    SqlSessionFactory sqlSessionFactory(DataSource dataSource) throws Exception {
        var factory = new SqlSessionFactoryBean();
        factory.setDataSource(dataSource);
        factory.setConfiguration(mapping());
        SqlSessionFactory made = factory.getObject();
        if (made == null) {
            throw new IllegalStateException("no SqlSessionFactory was made");
        }
        return made;
    }

    @Bean
    DedicatedSessions dedicatedSessions(PostgresSettings settings, Schema schema) {
        return new DedicatedSessions(settings, mapping());
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    Transactions transactions(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }

    private static org.apache.ibatis.session.Configuration mapping() {
        var configuration = new RecordConfiguration();
        configuration.setMapUnderscoreToCamelCase(true);
        configuration.setLocalCacheScope(LocalCacheScope.STATEMENT);
        configuration.setCacheEnabled(false);
        configuration.setLogImpl(Slf4jImpl.class);
        var handlers = configuration.getTypeHandlerRegistry();
        handlers.register(UUID.class, new UuidTypeHandler());
        handlers.register(Jsonb.class, new JsonbTypeHandler());
        handlers.register(java.util.List.class, new StringListTypeHandler());
        ArrayTypeHandler.registerAll(handlers);
        return configuration;
    }
}
