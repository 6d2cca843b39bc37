package io.waybill.receipts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TileTest {

    @Test
    void writesThePathsOfTheSpecification() {
        var paths = List.of(
                new Tile(Tile.Kind.HASHES, 0, 1_234_067, 256).path(),
                new Tile(Tile.Kind.HASHES, 2, 0, 1).path(),
                new Tile(Tile.Kind.ENTRIES, 0, 1000, 255).path(),
                new Tile(Tile.Kind.HASHES, 63, 999, 256).path());

        assertThat(paths)
                .containsExactly(
                        "tile/0/x001/x234/067", "tile/2/000.p/1", "tile/entries/x001/000.p/255", "tile/63/999");
        assertThat(paths)
                .allSatisfy(path ->
                        assertThat(Tile.ofPath(path).orElseThrow().path()).isEqualTo(path));
    }

    @Test
    void readsNoOtherPath() {
        var paths = List.of(
                "",
                "tile",
                "tile/0",
                "tile/0/0",
                "tile/00/000",
                "tile/64/000",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/01",
                "tile/0/000/000",
                "tile/0/x000/000",
                "tile/entries/x1/000",
                "tile/0/000.p/",
                "/tile/0/000",
                "tile/0/000/",
                "tile/-1/000",
                "tile/0/x999/x999/x999/x999/x999/x999/999",
                "tile/data/000");

        assertThat(paths).allSatisfy(path -> assertThat(Tile.ofPath(path)).isEmpty());
    }

    /** The tree of 70,000 leaves is the specification's own example. */
    @Test
    void isAsWideAsTheSpecificationSays() {
        assertThat(Tile.widthIn(70_000, 0, 272)).isEqualTo(256);
        assertThat(Tile.widthIn(70_000, 0, 273)).isEqualTo(112);
        assertThat(Tile.widthIn(70_000, 0, 274)).isZero();
        assertThat(Tile.widthIn(70_000, 1, 0)).isEqualTo(256);
        assertThat(Tile.widthIn(70_000, 1, 1)).isEqualTo(17);
        assertThat(Tile.widthIn(70_000, 2, 0)).isEqualTo(1);
        assertThat(Tile.widthIn(70_000, 3, 0)).isZero();
        assertThat(Tile.widthIn(256, 1, 0)).isEqualTo(1);
        assertThat(Tile.widthIn(256, 63, 0)).isZero();
    }

    @Test
    void bundlesCarryEachEntryAfterItsLength() {
        var bundle = EntryBundle.ofEqual(new byte[] {1, 2, 3, 4, 5, 6}, 3);

        assertThat(bundle).containsExactly(0, 3, 1, 2, 3, 0, 3, 4, 5, 6);
        assertThat(EntryBundle.parse(bundle)).containsExactly(new byte[] {1, 2, 3}, new byte[] {4, 5, 6});
        assertThatThrownBy(() -> EntryBundle.parse(new byte[] {0, 3, 1, 2}))
                .isInstanceOf(LogDataMalformed.class)
                .hasMessage("the bundle ends within entry 0");
        assertThatThrownBy(() -> EntryBundle.parse(new byte[] {0})).isInstanceOf(LogDataMalformed.class);
    }
}
