package io.waybill.receipts.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** RFC 8032, section 7.1, test 2; RFC 8037, appendix A.3. */
    @Test
    void signsAndNamesKeysAsTheStandardsDo() {
        SigningKey two =
                SigningKey.of(HEX.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        VerifyKey named =
                VerifyKey.of(HEX.parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

        byte[] signature = two.sign(HEX.parseHex("72"));

        assertThat(HEX.formatHex(signature))
                .isEqualTo("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        assertThat(two.verifyKey().verifies(signature, HEX.parseHex("72"))).isTrue();
        assertThat(two.verifyKey().verifies(signature, HEX.parseHex("73"))).isFalse();
        assertThat(named.kid()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void doesNotShowTheSecret() {
        SigningKey key = SigningKey.generate(new SecureRandom());

        assertThat(key.toString())
                .doesNotContain(HEX.formatHex(key.seed()))
                .contains(key.verifyKey().kid());
        assertThat(SigningKey.of(key.seed()).verifyKey()).isEqualTo(key.verifyKey());
    }

    @Test
    void readsTheHistoryThatItWrote() {
        SigningKeyInfo active = info(1, KeyPurpose.RECEIPTS, null, null);
        SigningKeyInfo retired = info(2, KeyPurpose.CHECKPOINTS, START.plusSeconds(9), null);
        SigningKeyInfo revoked = info(3, KeyPurpose.ASSERTIONS, START.plusSeconds(9), 42L);
        KeyHistory history = new KeyHistory(List.of(active, retired, revoked));

        String text = history.noteText("example.org/log");

        assertThat(KeyHistory.readNoteText("example.org/log", text)).isEqualTo(history);
        assertThat(history.keys()).extracting(SigningKeyInfo::status).containsExactly("active", "retired", "revoked");
        assertThatThrownBy(() -> KeyHistory.readNoteText("example.org/other", text))
                .hasMessageContaining("not of 'example.org/other'");
        assertThatThrownBy(() -> KeyHistory.readNoteText(
                        "example.org/log", text.replace("\"status\":\"active\"", "\"status\":\"retired\"")))
                .hasMessageContaining("keys[0].status");
        assertThatThrownBy(() -> KeyHistory.readNoteText("example.org/log", text.replace("keys/1", "keys/2")))
                .hasMessageContaining("none of");
    }

    private static SigningKeyInfo info(int seed, KeyPurpose purpose, @Nullable Instant until, @Nullable Long revoked) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return new SigningKeyInfo(SigningKey.of(bytes).verifyKey(), purpose, START, until, revoked);
    }

    @Test
    void refusesKeysThatAreWeak() {
        String identity = "01" + "00".repeat(31);
        String smallOrder = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa";
        String notReduced = "ee" + "ff".repeat(30) + "7f";

        for (String weak : List.of(identity, smallOrder, notReduced, "00".repeat(32), "02".repeat(31))) {
            assertThatThrownBy(() -> VerifyKey.of(HEX.parseHex(weak))).isInstanceOf(WeakKey.class);
        }
        assertThat(VerifyKey.of(SigningKey.of("s".repeat(32).getBytes(UTF_8))
                        .verifyKey()
                        .bytes()))
                .isNotNull();
    }
}
