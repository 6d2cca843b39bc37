package io.waybill.receipts.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProofsTest {

    private static final int LEAVES_MAX = 5000;
    private static final int MILLION = 1_000_000;

    /** The inputs and roots that Certificate Transparency's own tests publish. */
    @Test
    void hashesTheKnownTreesOfCertificateTransparency() {
        var inputs = List.of(
                "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
        var roots = List.of(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
        var tree = new GrowingTree();
        var seen = new ArrayList<String>();

        for (var input : inputs) {
            var data = HexFormat.of().parseHex(input);
            tree.append(data, 0, data.length);
            seen.add(tree.root().toString());
        }

        assertThat(seen).isEqualTo(roots);
        assertThat(new GrowingTree().root())
                .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void rootsAndProofsEqualThoseOfANaiveTreeUpToFiveThousandLeaves() {
        var random = new Random(20261122);
        var leaves = new ArrayList<Hash>();
        var tiles = new MemoryTiles();
        var tree = new GrowingTree();
        var nodes = Tile.nodes(tiles);

        for (int size = 1; size <= LEAVES_MAX; size++) {
            var leaf = leaf(size - 1);
            leaves.add(leaf);
            tree.append(leaf, tiles);
            boolean whole = size <= 70;
            int compared = whole ? size : size % 97 == 0 || size > LEAVES_MAX - 3 ? 3 : 0;
            if (compared == 0) {
                continue;
            }
            var root = NaiveTree.root(leaves);
            assertThat(tree.root()).isEqualTo(root);
            assertThat(Proofs.root(size, nodes)).isEqualTo(root);
            for (int i = 0; i < compared; i++) {
                int index = whole ? i : random.nextInt(size);
                var inclusion = Proofs.inclusion(index, size, nodes);
                assertThat(inclusion).isEqualTo(NaiveTree.inclusion(index, leaves));
                assertThat(Proofs.verifyInclusion(leaves.get(index), index, size, inclusion, root))
                        .isTrue();
                int from = index + 1;
                var consistency = Proofs.consistency(from, size, nodes);
                assertThat(consistency).isEqualTo(NaiveTree.consistency(from, leaves));
                assertThat(Proofs.verifyConsistency(
                                from, NaiveTree.root(leaves.subList(0, from)), size, root, consistency))
                        .isTrue();
            }
        }
    }

    @Test
    void refusesEveryProofThatWasChanged() {
        var tiles = new MemoryTiles();
        var tree = new GrowingTree();
        for (int i = 0; i < 300; i++) {
            tree.append(leaf(i), tiles);
        }
        var nodes = Tile.nodes(tiles);
        var root = tree.root();
        var inclusion = Proofs.inclusion(77, 300, nodes);
        var consistency = Proofs.consistency(77, 300, nodes);
        var old = Proofs.root(77, nodes);

        assertThat(Proofs.verifyInclusion(leaf(77), 77, 300, inclusion, root)).isTrue();
        assertThat(Proofs.verifyInclusion(leaf(78), 77, 300, inclusion, root)).isFalse();
        assertThat(Proofs.verifyInclusion(leaf(77), 76, 300, inclusion, root)).isFalse();
        assertThat(Proofs.verifyInclusion(leaf(77), 300, 300, inclusion, root)).isFalse();
        assertThat(Proofs.verifyInclusion(leaf(77), -1, 300, inclusion, root)).isFalse();
        assertThat(Proofs.verifyInclusion(leaf(77), 77, 300, inclusion.subList(1, inclusion.size()), root))
                .isFalse();
        assertThat(Proofs.verifyInclusion(leaf(77), 77, 300, twice(inclusion), root))
                .isFalse();
        assertThat(Proofs.verifyConsistency(77, old, 300, root, consistency)).isTrue();
        assertThat(Proofs.verifyConsistency(76, old, 300, root, consistency)).isFalse();
        assertThat(Proofs.verifyConsistency(77, root, 300, root, consistency)).isFalse();
        assertThat(Proofs.verifyConsistency(77, old, 300, old, consistency)).isFalse();
        assertThat(Proofs.verifyConsistency(77, old, 300, root, List.of())).isFalse();
        assertThat(Proofs.verifyConsistency(300, root, 77, old, consistency)).isFalse();
        assertThat(Proofs.verifyConsistency(300, root, 300, old, List.of())).isFalse();
        assertThat(Proofs.verifyConsistency(0, root, 300, root, List.of())).isFalse();
        for (int i = 0; i < consistency.size(); i++) {
            var changed = new ArrayList<>(consistency);
            changed.set(i, leaf(1000));
            assertThat(Proofs.verifyConsistency(77, old, 300, root, changed)).isFalse();
        }
        for (int i = 0; i < inclusion.size(); i++) {
            var changed = new ArrayList<>(inclusion);
            changed.set(i, leaf(1000));
            assertThat(Proofs.verifyInclusion(leaf(77), 77, 300, changed, root)).isFalse();
        }
    }

    @Test
    void aMillionLeavesKeepAtMostTwentyHashesInMemory() {
        var tree = new GrowingTree();
        int edgeMax = 0;

        for (int i = 0; i < MILLION; i++) {
            tree.append(leaf(i));
            edgeMax = Math.max(edgeMax, tree.edge().size());
        }

        assertThat(edgeMax).isLessThanOrEqualTo(20);
        assertThat(tree.size()).isEqualTo(MILLION);
        assertThat(tree.root()).isEqualTo(rootByHalves(0, MILLION));
    }

    @Test
    void goesOnFromTheEdgeItTold() {
        var whole = new GrowingTree();
        var first = new GrowingTree();
        for (int i = 0; i < 1000; i++) {
            whole.append(leaf(i));
            if (i < 613) {
                first.append(leaf(i));
            }
        }

        var second = new GrowingTree(first.size(), first.edge());
        for (int i = 613; i < 1000; i++) {
            second.append(leaf(i));
        }

        assertThat(second.root()).isEqualTo(whole.root());
    }

    private static Hash leaf(int index) {
        return new TreeHasher().leaf(ByteBuffer.allocate(4).putInt(index).array());
    }

    private static Hash rootByHalves(int start, int end) {
        if (end - start == 1) {
            return leaf(start);
        }
        int middle = start + Integer.highestOneBit(end - start - 1);
        return new TreeHasher().node(rootByHalves(start, middle), rootByHalves(middle, end));
    }

    private static List<Hash> twice(List<Hash> proof) {
        var all = new ArrayList<>(proof);
        all.addAll(proof);
        return all;
    }
}
