package io.waybill.activities.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.activities.account.Accounts;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.testing.TestActivities;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AdminBootstrapTest {

    private static final String FIRST = KeyFormat.next("admin").text();

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().with("waybill.bootstrap.admin-key", FIRST);

    private final ApiKeys keys = ACTIVITIES.bean(ApiKeys.class);

    @Test
    void makesTheOperatorAtStart() {
        Caller operator = keys.resolve(FIRST).orElseThrow();

        assertThat(operator.isAdmin()).isTrue();
        assertThat(operator.accountId()).isEqualTo(AdminBootstrap.ACCOUNT_ID);
        assertThat(ACTIVITIES.bean(Accounts.class).find(operator.accountId())).isPresent();
    }

    @Test
    void replacesTheKeyThatWasSetBefore(@TempDir Path directory) throws Exception {
        String second = KeyFormat.next("admin").text();
        Path file = Files.writeString(directory.resolve("admin-key"), second + "\n");

        start(new BootstrapSettings(null, file));

        assertThat(keys.resolve(second)).isPresent();
        await().untilAsserted(() -> assertThat(keys.resolve(FIRST)).isEmpty());
        start(new BootstrapSettings(FIRST, null));
    }

    @Test
    void refusesWhatIsNoKeyWithoutRepeatingIt() {
        var settings = new BootstrapSettings("wb_admin_hunter2", null);

        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("waybill.bootstrap.admin-key")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void doesNothingWhereNoKeyIsSet() {
        assertThat(new BootstrapSettings(null, null).key()).isEmpty();
    }

    private static void start(BootstrapSettings settings) {
        new AdminBootstrap(
                        settings,
                        ACTIVITIES.bean(Accounts.class),
                        ACTIVITIES.bean(HashedApiKeys.class),
                        ACTIVITIES.bean(KeyMapper.class),
                        ACTIVITIES.bean(Transactions.class),
                        ACTIVITIES.clock())
                .afterPropertiesSet();
    }
}
