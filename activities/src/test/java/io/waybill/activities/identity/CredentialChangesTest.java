package io.waybill.activities.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.testing.TestActivities;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds while the database does not answer. */
class CredentialChangesTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final ApiKeys keys = ACTIVITIES.bean(ApiKeys.class);
    private final CredentialChanges changes = ACTIVITIES.bean(CredentialChanges.class);

    @Test
    void usesWhatItKnowsForAMinuteThenNothing() {
        var account = ACTIVITIES.account(0).id();
        String known = keys.issue(account, "known", Set.of()).text();
        String unused = keys.issue(account, "unused", Set.of()).text();
        changes.requireRemembered();
        keys.resolve(known);

        String database = takeDown();
        try {
            ACTIVITIES.clock().advance(Duration.ofSeconds(50));
            assertThat(keys.resolve(known)).isPresent();
            assertThatThrownBy(() -> keys.resolve(unused)).isInstanceOf(CredentialsUnavailable.class);
            ACTIVITIES.clock().advance(Duration.ofSeconds(20));
            assertThatThrownBy(() -> keys.resolve(known)).isInstanceOf(CredentialsUnavailable.class);
            assertThatThrownBy(changes::requireRemembered).isInstanceOf(CredentialsUnavailable.class);
        } finally {
            administer("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
        }
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(keys.resolve(known)).isPresent());
    }

    private String takeDown() {
        String url = ACTIVITIES.database().url();
        String name = url.replaceAll(".*/([a-z0-9_]+).*", "$1");
        administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        await().untilAsserted(
                        () -> assertThatThrownBy(changes::requireDatabase).isInstanceOf(CredentialsUnavailable.class));
        return name;
    }

    private static void administer(String sql) {
        var database = ACTIVITIES.database();
        String url = database.url().replaceAll("/waybill_\\d+", "/postgres");
        try (var connection = DriverManager.getConnection(url, database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
