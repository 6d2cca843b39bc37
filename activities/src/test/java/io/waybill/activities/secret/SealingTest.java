package io.waybill.activities.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealingTest {

    private static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);
    private static final String OTHER_KEY = "ffeeddccbbaa99887766554433221100".repeat(2);
    private static final UUID ACCOUNT = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final SecretPlace PLACE = new SecretPlace(ACCOUNT, "row-1", "client.secret");
    private static final byte[] SECRET = "the canary sings".getBytes(StandardCharsets.UTF_8);

    private final Sealing sealing = sealing(1, KEY, Map.of());

    @Test
    void opensWhatItSealed() {
        byte[] sealed = sealing.seal(PLACE, SECRET);

        byte[] opened = sealing.open(PLACE, sealed);

        assertThat(opened).isEqualTo(SECRET);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    }

    @Test
    void sealsTheSameSecretToOtherBytesEachTime() {
        Set<String> sealed = new HashSet<>();

        for (int time = 0; time < 100; time++) {
            sealed.add(new String(sealing.seal(PLACE, SECRET), StandardCharsets.ISO_8859_1));
        }

        assertThat(sealed).hasSize(100);
    }

    @Test
    void refusesWhatWasChangedInAnyByte() {
        byte[] sealed = sealing.seal(PLACE, SECRET);

        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;

            assertThatThrownBy(() -> sealing.open(PLACE, changed))
                    .as("byte " + at)
                    .isInstanceOf(SecretUnreadable.class)
                    .hasMessageNotContaining("canary");
        }
    }

    @Test
    void refusesASecretThatWasCopiedToAnotherPlace() {
        byte[] sealed = sealing.seal(PLACE, SECRET);
        var places = Set.of(
                new SecretPlace(UUID.fromString("01900000-0000-7000-8000-000000000002"), "row-1", "client.secret"),
                new SecretPlace(ACCOUNT, "row-2", "client.secret"),
                new SecretPlace(ACCOUNT, "row-1", "client.secret2"),
                new SecretPlace(ACCOUNT, "row-1:13:client.secret", ""));

        for (SecretPlace place : places) {
            assertThatThrownBy(() -> sealing.open(place, sealed)).isInstanceOf(SecretUnreadable.class);
        }
    }

    @Test
    void opensWhatWasSealedUnderAPreviousKeyForAsLongAsItIsThere() {
        byte[] sealed = sealing.seal(PLACE, SECRET);
        Sealing rotated = sealing(2, OTHER_KEY, Map.of(1, KEY));
        Sealing forgotten = sealing(2, OTHER_KEY, Map.of());

        byte[] opened = rotated.open(PLACE, sealed);

        assertThat(opened).isEqualTo(SECRET);
        assertThat(forgotten.open(PLACE, rotated.seal(PLACE, SECRET))).isEqualTo(SECRET);
        assertThatThrownBy(() -> forgotten.open(PLACE, sealed)).isInstanceOf(SecretUnreadable.class);
    }

    @Test
    void refusesKeysOfAnotherForm() {
        assertThatThrownBy(() -> settings(1, "abc", Map.of()))
                .hasMessageContaining("64 hexadecimal digits")
                .hasMessageNotContaining("abc");
        assertThatThrownBy(() -> settings(0, KEY, Map.of())).hasMessageContaining("allowed from 1");
        assertThatThrownBy(() -> settings(1, KEY, Map.of(1, OTHER_KEY))).hasMessageContaining("key-version");
        assertThatThrownBy(() -> new SealingSettings(null, null, 1, Map.of())).hasMessageContaining("key-file");
    }

    @Test
    void hidesItsKeysWhereSettingsArePrinted() {
        assertThat(settings(2, KEY, Map.of(1, OTHER_KEY)).toString()).doesNotContain(KEY, OTHER_KEY);
    }

    private static Sealing sealing(int version, String key, Map<Integer, String> previous) {
        return new EnvelopeSealing(settings(version, key, previous));
    }

    private static SealingSettings settings(int version, String key, Map<Integer, String> previous) {
        return new SealingSettings(key, null, version, new HashMap<>(previous));
    }
}
