package io.waybill.activities.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.ibatis.logging.slf4j.Slf4jImpl;
import org.apache.ibatis.session.LocalCacheScope;
import org.apache.ibatis.session.SqlSessionFactory;
import org.flywaydb.core.Flyway;
import org.mybatis.spring.SqlSessionFactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** Makes the pool, migrates the schema, and opens MyBatis over it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PostgresSettings.class)
class DatabaseConfiguration {

    /** A caller that waits longer for a connection is better told so. */
    private static final long CONNECTION_MILLIS_MAX = 10_000;

    /** How long a process that starts beside its database waits for it. */
    private static final long START_MILLIS_MAX = 60_000;

    /** Longer than any statement of ours takes; a dead peer is noticed. */
    private static final String SOCKET_SECONDS_MAX = "120";

    /** Whatever role it connects as, a process works as one that owns nothing and may not pass the rules of rows. */
    private static final String WORK_AS = "SET ROLE waybill_system";

    private static final int SECONDS_BETWEEN_TRIES = 1;

    /** Depends on the migration, which makes the role that connections work as. */
    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(PostgresSettings settings, Flyway flyway) {
        var config = new HikariConfig();
        config.setPoolName("waybill");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_MILLIS_MAX);
        config.setInitializationFailTimeout(START_MILLIS_MAX);
        config.setConnectionInitSql(WORK_AS);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", SOCKET_SECONDS_MAX);
        config.addDataSourceProperty("ApplicationName", "waybill");
        return new HikariDataSource(config);
    }

    @Bean(initMethod = "migrate")
    Flyway flyway(PostgresSettings settings) {
        return Flyway.configure(DatabaseConfiguration.class.getClassLoader())
                .dataSource(settings.url(), settings.user(), settings.password())
                .connectRetries((int) (START_MILLIS_MAX / 1_000))
                .connectRetriesInterval(SECONDS_BETWEEN_TRIES)
                .locations("classpath:db/migration")
                .cleanDisabled(true)
                .load();
    }

    /** Depends on the migration, so that no mapper meets an old schema. */
    @Bean
    SqlSessionFactory sqlSessionFactory(DataSource dataSource, Flyway flyway) throws Exception {
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
    DedicatedSessions dedicatedSessions(PostgresSettings settings, Flyway flyway) {
        return new DedicatedSessions(settings, mapping());
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new TenantTransactionManager(dataSource);
    }

    @Bean
    static TenantMappers tenantMappers(ObjectProvider<PlatformTransactionManager> managers) {
        return new TenantMappers(managers);
    }

    @Bean
    Transactions transactions(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }

    private static org.apache.ibatis.session.Configuration mapping() {
        var configuration = new org.apache.ibatis.session.Configuration();
        configuration.setMapUnderscoreToCamelCase(true);
        configuration.setArgNameBasedConstructorAutoMapping(true);
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
