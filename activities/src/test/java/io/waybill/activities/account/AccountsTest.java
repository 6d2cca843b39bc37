package io.waybill.activities.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final Accounts accounts = ACTIVITIES.bean(Accounts.class);

    @Test
    void createsAnAccountWithNothingInIt() {
        Account account = accounts.create(" Acme ");

        assertThat(account.name()).isEqualTo("Acme");
        assertThat(account.currency()).isEqualTo("USD");
        assertThat(accounts.find(account.id())).contains(account);
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account.id())).isEqualTo(new Ledger.Balance(0, 0));
    }

    @Test
    void ensuresAnAccountOnce() {
        UUID id = UUID.randomUUID();
        Account first = accounts.ensure(id, "one");

        assertThat(accounts.ensure(id, "two")).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\0b"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(() -> accounts.create(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThatThrownBy(() -> accounts.create("a".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200")
                .hasMessageContaining("201");
    }

    @Test
    void refusesACurrencyThatIsNone() {
        assertThatThrownBy(() -> new AccountSettings("usd")).hasMessageContaining("waybill.account.currency");
    }
}
