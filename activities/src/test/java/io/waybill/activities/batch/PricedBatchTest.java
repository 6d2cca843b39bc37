package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.price.PriceLists;
import io.waybill.activities.price.PriceLists.NewList;
import io.waybill.activities.price.PriceLists.Price;
import io.waybill.activities.price.PriceSheet;
import io.waybill.activities.price.Unit;
import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.PreparedBatch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A batch is priced by the lists there were when it was made, and pays for what it used. */
class PricedBatchTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final PriceLists lists = ACTIVITIES.bean(PriceLists.class);
    private BatchWorld world;
    private UUID account;

    @BeforeEach
    void open() {
        world = new BatchWorld(ACTIVITIES);
        account = world.account();
    }

    @Test
    void aPriceThatChangesChangesNoBatchThatWasMade() {
        String before = world.submit(account, false, BatchWorld.lines(3));
        publish(account, null, price(Unit.item, "2000"));
        String between = world.submit(account, false, BatchWorld.lines(3));
        publish(account, null, price(Unit.item, "6000"));
        String after = world.submit(account, false, BatchWorld.lines(3));

        assertThat(world.prepare(before).priceNanos()).isEqualTo(3 * BatchWorld.ITEM_NANOS);
        assertThat(world.prepare(between).priceNanos()).isEqualTo(6 * BatchWorld.ITEM_NANOS);
        assertThat(world.prepare(after).priceNanos()).isEqualTo(18 * BatchWorld.ITEM_NANOS);
    }

    @Test
    void aListCountsFromItsDay() {
        Instant now = ACTIVITIES.clock().instant();
        publish(account, now.plus(Duration.ofHours(1)), price(Unit.item, "2000"));
        String today = world.submit(account, false, BatchWorld.lines(1));
        ACTIVITIES.clock().advance(Duration.ofHours(1));
        String tomorrow = world.submit(account, false, BatchWorld.lines(1));

        assertThat(world.prepare(today).priceNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(world.prepare(tomorrow).priceNanos()).isEqualTo(2 * BatchWorld.ITEM_NANOS);
        assertThatThrownBy(() -> publish(account, now, price(Unit.item, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("valid from");
    }

    @Test
    void anAccountsOwnListGoesBeforeTheGeneralOne() {
        UUID other = world.account();
        publish(account, null, price(Unit.item, "2000"));
        lists.publish(new NewList(
                null,
                "general",
                null,
                List.of(new Price("paint", Unit.megapixel, new BigDecimal("3"))),
                Map.of(Lane.low, new BigDecimal("0.1"))));

        PriceSheet own = lists.current(account);
        PriceSheet general = lists.current(other);

        assertThat(own.prices().get("echo")).containsEntry(Unit.item, new BigDecimal("2000"));
        assertThat(own.prices()).containsKey("paint");
        assertThat(general.prices()).containsOnlyKeys("paint");
        assertThat(general.multiplier(Lane.low)).isEqualByComparingTo("0.1");
        assertThat(general.multiplier(Lane.fill)).isEqualByComparingTo("0.25");
        lists.publish(new NewList(null, "as before", null, List.of(), Map.of(Lane.low, new BigDecimal("0.5"))));
    }

    @Test
    void holdsTheMostAndCapturesWhatWasUsed() {
        publish(account, null, price(Unit.token, "1000"), price(Unit.output_token, "2000"));
        long available = ACTIVITIES.bean(Ledger.class).balance(account).availableNanos();
        String batch = world.submit(account, false, BatchWorld.lines(3));
        PreparedBatch plan = world.prepare(batch);
        reserve(batch);
        world.hold(batch);
        long held = ACTIVITIES.bean(Ledger.class).balance(account).heldNanos();

        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk, 0, _ -> true, index -> index == 2));
        }
        world.complete(batch);

        // One token in and two out, in lane low: half of 0.001 and twice half of 0.002.
        long used = 2 * (500_000 + 2 * 1_000_000);
        assertThat(held).isEqualTo(3 * 10_500_000);
        assertThat(world.batch(batch).progress().capturedNanos()).isEqualTo(used);
        assertThat(world.batch(batch).progress().releasedNanos()).isEqualTo(held - used);
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account)).isEqualTo(new Ledger.Balance(available - used, 0));
    }

    @Test
    void capturesNoMoreThanWasHeld() {
        publish(account, null, price(Unit.token, "1000"), price(Unit.output_token, "20000"));
        String batch = world.submit(account, false, BatchWorld.lines(3));
        PreparedBatch plan = world.prepare(batch);
        reserve(batch);
        world.hold(batch);

        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk));
        }
        world.complete(batch);

        assertThat(world.batch(batch).progress().capturedNanos()).isEqualTo(3 * 10_500_000);
    }

    /** Makes items of one prompt token that may make ten, as a model that generates text would plan them. */
    private void reserve(String batch) {
        UUID id = BatchRows.id(batch);
        ACTIVITIES
                .database()
                .execute("UPDATE batch_item SET units = 1, output_units = 10, held_nanos = 10500000"
                        + " WHERE batch_id = '" + id + "'");
        ACTIVITIES.database().execute("UPDATE batch SET price_nanos = 31500000 WHERE id = '" + id + "'");
    }

    private void publish(UUID account, @Nullable Instant from, Price... prices) {
        lists.publish(new NewList(account, "test", from, List.of(prices), Map.of()));
    }

    private static Price price(Unit unit, String perMillion) {
        return new Price("echo", unit, new BigDecimal(perMillion));
    }
}
