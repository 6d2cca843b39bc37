package io.waybill.activities.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.TestActivities;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApiKeysTest {

    /** A revoked key is refused after this, whatever a caller remembers itself. */
    private static final Duration SEEN = Duration.ofSeconds(5);

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final ApiKeys keys = ACTIVITIES.bean(ApiKeys.class);
    private final UUID account = ACTIVITIES.account(0).id();

    @Test
    void resolvesAKeyToItsAccountAndScopes() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of("files:read", "batch:read"));

        assertThat(keys.resolve(key.text()))
                .contains(new Caller(account, key.id(), Set.of("files:read", "batch:read")));
    }

    @Test
    void storesNoSecret() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());

        KeyRow row = ACTIVITIES.bean(KeyMapper.class).find(key.id()).orElseThrow();

        assertThat(row.secretHmac()).hasSize(32);
        assertThat(row.last4()).hasSize(4);
        assertThat(key.text()).contains(row.last4());
        assertThat(key.toString()).doesNotContain(key.text());
    }

    @Test
    void refusesAnotherSecretUnderAKnownId() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());
        String body = "wb_live_" + key.id() + "_" + "0".repeat(KeyFormat.SECRET_CHARACTERS);

        assertThat(keys.resolve(body + KeyFormat.checksum(body))).isEmpty();
    }

    @Test
    void refusesAnUnknownKey() {
        assertThat(keys.resolve(KeyFormat.next("live").text())).isEmpty();
    }

    @Test
    void asksTheDatabaseNothingForAWrongChecksum() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());
        var settings = new KeySettings("live", "p".repeat(32), null, 1, Map.of());
        var unreachable = new HashedApiKeys(new NoKeyMapper(), new Peppers(settings), settings, ACTIVITIES.clock());

        assertThat(unreachable.resolve(key.text() + "0")).isEmpty();
        assertThatThrownBy(() -> unreachable.resolve(key.text())).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesARevokedKeyAtOnceInThisProcess() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());
        keys.resolve(key.text());

        assertThat(keys.revoke(account, key.id())).isTrue();
        assertThat(keys.revoke(account, key.id())).isFalse();

        assertThat(keys.resolve(key.text())).isEmpty();
    }

    @Test
    void refusesWithinFiveSecondsAKeyThatAnotherProcessRevoked() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());
        keys.resolve(key.text());
        ACTIVITIES.database().execute("UPDATE api_key SET revoked_at = now() WHERE id = '" + key.id() + "'");

        ACTIVITIES.clock().advance(SEEN);

        assertThat(keys.resolve(key.text())).isEmpty();
    }

    @Test
    void revokesNoKeyOfAnotherAccount() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());

        assertThat(keys.revoke(ACTIVITIES.account(0).id(), key.id())).isFalse();
        assertThat(keys.resolve(key.text())).isPresent();
    }

    @Test
    void refusesAKeyFromTheMomentItExpires() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());
        ACTIVITIES
                .database()
                .execute("UPDATE api_key SET expires_at = '"
                        + ACTIVITIES.clock().instant().plusSeconds(60) + "' WHERE id = '" + key.id() + "'");
        ACTIVITIES.clock().advance(Duration.ofSeconds(59));
        var before = keys.resolve(key.text());

        ACTIVITIES.clock().advance(Duration.ofSeconds(1));

        assertThat(before).isPresent();
        assertThat(keys.resolve(key.text())).isEmpty();
    }

    @Test
    void resolvesKeysStoredUnderAPreviousPepper() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());
        KeyMapper rows = ACTIVITIES.bean(KeyMapper.class);
        String old = String.valueOf(ACTIVITIES.bean(KeySettings.class).pepper());
        var rotated = new KeySettings("live", "n".repeat(32), null, 2, Map.of(1, old));
        var forgotten = new KeySettings("live", "n".repeat(32), null, 2, Map.of());

        var withPrevious = new HashedApiKeys(rows, new Peppers(rotated), rotated, ACTIVITIES.clock());
        var without = new HashedApiKeys(rows, new Peppers(forgotten), forgotten, ACTIVITIES.clock());

        assertThat(withPrevious.resolve(key.text())).isPresent();
        assertThat(without.resolve(key.text())).isEmpty();
    }
}
