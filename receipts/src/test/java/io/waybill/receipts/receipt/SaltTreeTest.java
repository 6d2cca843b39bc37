package io.waybill.receipts.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.receipts.receipt.Commitment.Kind;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class SaltTreeTest {

    private static final byte[] SEED = HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2));

    @Provide
    Arbitrary<Long> indexes() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 40), Arbitraries.longs().between(0, SaltTree.LEAVES - 1));
    }

    @Property(tries = 200)
    void forgetsWhatItShallAndNothingElse(
            @ForAll @Size(max = 8) Set<@net.jqwik.api.From("indexes") Long> forgotten,
            @ForAll @Size(min = 1, max = 8) List<@net.jqwik.api.From("indexes") Long> asked) {
        SaltTree whole = SaltTree.of(SEED);

        SaltTree punctured = whole;
        for (long index : forgotten) {
            punctured = SaltTree.read(punctured.without(index).toBytes());
        }

        SaltTree.Walk walk = punctured.walk();
        for (long index : asked) {
            for (Kind kind : Kind.values()) {
                assertThat(walk.salt(index, kind))
                        .usingRecursiveComparison()
                        .isEqualTo(forgotten.contains(index) ? java.util.Optional.empty() : whole.salt(index, kind));
            }
        }
        for (long index : forgotten) {
            assertThat(punctured.salt(index, Kind.INPUT)).isEmpty();
        }
        assertThat(punctured.toBytes()).hasSizeLessThanOrEqualTo(40 * Math.max(1, forgotten.size() * SaltTree.DEPTH));
    }

    @Example
    void givesEverySaltOnce() {
        SaltTree.Walk walk = SaltTree.of(SEED).walk();
        Set<String> salts = new java.util.HashSet<>();

        for (long index = 0; index < 5_000; index++) {
            for (Kind kind : Kind.values()) {
                salts.add(HexFormat.of().formatHex(walk.salt(index, kind).orElseThrow()));
            }
        }

        assertThat(salts).hasSize(15_000);
    }

    /** The salts of stored seeds must not change with a new version: they open receipts that were given out. */
    @Example
    void keepsItsSalts() {
        assertThat(HexFormat.of()
                        .formatHex(
                                SaltTree.of(SEED).salt(1_000_000, Kind.OUTPUT).orElseThrow()))
                .isEqualTo(bySpecification(1_000_000, 0x22));
    }

    private static String bySpecification(long index, int domain) {
        byte[] node = SEED;
        for (int bit = 31; bit >= 0; bit--) {
            node = Sha256.of(java.nio.ByteBuffer.allocate(33)
                    .put((byte) (0x10 + (index >> bit & 1)))
                    .put(node)
                    .array());
        }
        return HexFormat.of()
                .formatHex(Sha256.of(java.nio.ByteBuffer.allocate(33)
                        .put((byte) domain)
                        .put(node)
                        .array()));
    }

    @Example
    void refusesWhatIsNoTree() {
        byte[] two = SaltTree.of(SEED).without(5).toBytes();
        byte[] swapped = two.clone();
        System.arraycopy(two, 0, swapped, 40, 40);

        assertThatThrownBy(() -> SaltTree.of(new byte[31])).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> SaltTree.read(new byte[39])).hasMessageContaining("no list of nodes");
        assertThatThrownBy(() -> SaltTree.read(swapped)).hasMessageContaining("not in its place");
        assertThatThrownBy(() -> SaltTree.of(SEED).salt(SaltTree.LEAVES, Kind.INPUT))
                .hasMessageContaining("2^32-1");
    }
}
