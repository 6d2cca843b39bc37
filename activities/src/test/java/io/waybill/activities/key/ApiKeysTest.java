package io.waybill.activities.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.identity.CredentialChanges;
import io.waybill.activities.identity.Network;
import io.waybill.activities.testing.TestActivities;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
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
        var unreachable = keys(new NoKeyMapper(), settings);

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

        await().atMost(SEEN)
                .untilAsserted(() -> assertThat(keys.resolve(key.text())).isEmpty());
    }

    @Test
    void asksTheDatabaseNothingForAKeyItKnows() {
        ApiKeys.IssuedKey key = keys.issue(account, "ci", Set.of());
        var changes = ACTIVITIES.bean(CredentialChanges.class);
        changes.requireRemembered();
        var finds = new AtomicInteger();
        var watched = keys(counting(finds), ACTIVITIES.bean(KeySettings.class));
        changes.requireRemembered();

        for (int i = 0; i < 100; i++) {
            assertThat(watched.resolve(key.text())).isPresent();
        }

        assertThat(finds).hasValue(1);
    }

    @Test
    void rotatesOnTheSameTermsAndLetsTheOldKeyLiveForTheGrace() {
        var terms =
                new KeyTerms(Set.of("files:read"), List.of(Network.parse("192.0.2.0/24")), 60, 5_000_000_000L, null);
        ApiKeys.IssuedKey old = keys.issue(account, "ci", terms);

        ApiKeys.IssuedKey made =
                keys.rotate(account, old.id(), Duration.ofDays(2)).orElseThrow();

        assertThat(made.key().terms()).isEqualTo(terms);
        assertThat(keys.resolve(made.text())).isPresent();
        assertThat(keys.resolve(old.text())).isPresent();
        ACTIVITIES.clock().advance(Duration.ofDays(2));
        assertThat(keys.resolve(old.text())).isEmpty();
        assertThat(keys.resolve(made.text())).isPresent();
    }

    @Test
    void rotatesWithoutGraceAtOnce() {
        ApiKeys.IssuedKey old = keys.issue(account, "ci", Set.of());
        keys.resolve(old.text());

        assertThat(keys.rotate(account, old.id(), Duration.ZERO)).isPresent();

        assertThat(keys.resolve(old.text())).isEmpty();
        assertThat(keys.rotate(account, old.id(), Duration.ZERO)).isEmpty();
    }

    @Test
    void leavesAnAccountItsLastAdminKey() {
        ApiKeys.IssuedKey first = keys.issue(account, "a", Set.of(Caller.ADMIN));
        ApiKeys.IssuedKey second = keys.issue(account, "b", Set.of(Caller.ADMIN));
        keys.issue(account, "c", Set.of());

        assertThat(keys.revoke(account, first.id())).isTrue();

        assertThatThrownBy(() -> keys.revoke(account, second.id())).isInstanceOf(LastAdminKey.class);
        assertThat(keys.resolve(second.text())).isPresent();
    }

    @Test
    void resolvesAnImportedOrganisationKey() {
        String text = "enterprise-" + "x".repeat(ApiKeys.ORGANISATION_SECRET_CHARS_MIN) + account;

        var id = keys.importOrganisationKey(account, "legacy", text, KeyTerms.of(Set.of("files:read")));

        assertThat(keys.importOrganisationKey(account, "legacy", text, KeyTerms.of(Set.of())))
                .isEqualTo(id);
        assertThat(keys.importOrganisationKey(ACTIVITIES.account(0).id(), "legacy", text, KeyTerms.of(Set.of())))
                .isEmpty();
        assertThat(keys.resolve(text)).contains(new Caller(account, id.orElseThrow(), Set.of("files:read")));
        assertThat(keys.resolve(text + "x")).isEmpty();
        assertThatThrownBy(() -> keys.importOrganisationKey(account, "x", "enterprise-1", KeyTerms.of(Set.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("enterprise-1");
        keys.revoke(account, id.orElseThrow());
        assertThat(keys.resolve(text)).isEmpty();
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

        var withPrevious = keys(rows, rotated);
        var without = keys(rows, forgotten);

        assertThat(withPrevious.resolve(key.text())).isPresent();
        assertThat(without.resolve(key.text())).isEmpty();
    }

    private static KeyMapper counting(AtomicInteger calls) {
        KeyMapper rows = ACTIVITIES.bean(KeyMapper.class);
        return (KeyMapper) Proxy.newProxyInstance(
                KeyMapper.class.getClassLoader(), new Class<?>[] {KeyMapper.class}, (_, method, arguments) -> {
                    calls.incrementAndGet();
                    return method.invoke(rows, arguments);
                });
    }

    private static HashedApiKeys keys(KeyMapper rows, KeySettings settings) {
        return new HashedApiKeys(
                rows,
                new Peppers(settings),
                settings,
                new RememberedKeys(ACTIVITIES.bean(CredentialChanges.class)),
                ACTIVITIES.bean(Transactions.class),
                ACTIVITIES.clock());
    }
}
