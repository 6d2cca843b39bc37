package io.waybill.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.SlotReleaseReason;
import io.temporal.worker.tuning.SlotReserveContext;
import io.temporal.worker.tuning.SlotSupplierFuture;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadSlotsTest {

    private final AtomicInteger items = new AtomicInteger();
    private final LoadSlots slots = new LoadSlots(2, 4, 100, items::get);

    @Test
    void issuesTheMostWhileFewItemsRun() {
        items.set(99);

        int issued = issueAll();

        assertThat(issued).isEqualTo(4);
    }

    @Test
    void issuesTheLeastWhileManyItemsRun() {
        items.set(100);

        int issued = issueAll();

        assertThat(issued).isEqualTo(2);
    }

    @Test
    void handsAFreedSlotToWhoWaits() {
        issueAll();
        SlotSupplierFuture waiting = slots.reserveSlot(new Reserve());
        boolean before = waiting.isDone();

        slots.releaseSlot(new Release());

        assertThat(before).isFalse();
        assertThat(waiting).isDone();
        assertThat(slots.tryReserveSlot(new Reserve())).isEmpty();
    }

    @Test
    void losesNoSlotToAPollerThatGaveUp() {
        issueAll();
        SlotSupplierFuture gone = slots.reserveSlot(new Reserve());
        SlotPermit permit = gone.abortReservation();

        slots.releaseSlot(new Release());

        assertThat(permit).isNull();
        assertThat(slots.tryReserveSlot(new Reserve())).isPresent();
    }

    private int issueAll() {
        int issued = 0;
        while (slots.tryReserveSlot(new Reserve()).isPresent()) {
            issued++;
        }
        return issued;
    }

    private static final class Reserve implements SlotReserveContext<ActivitySlotInfo> {

        @Override
        public String getTaskQueue() {
            return "gpu-embed";
        }

        @Override
        public Map<SlotPermit, ActivitySlotInfo> getUsedSlots() {
            return Map.of();
        }

        @Override
        public String getWorkerIdentity() {
            return "host:1";
        }

        @Override
        public String getWorkerBuildId() {
            return "";
        }

        @Override
        public int getNumIssuedSlots() {
            return 0;
        }
    }

    private static final class Release implements SlotReleaseContext<ActivitySlotInfo> {

        @Override
        public SlotReleaseReason getSlotReleaseReason() {
            return SlotReleaseReason.neverUsed();
        }

        @Override
        public SlotPermit getSlotPermit() {
            return new SlotPermit();
        }

        @Override
        public @Nullable ActivitySlotInfo getSlotInfo() {
            return null;
        }
    }
}
