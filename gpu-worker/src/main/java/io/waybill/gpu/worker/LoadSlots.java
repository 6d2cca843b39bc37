package io.waybill.gpu.worker;

import static java.util.Objects.requireNonNull;

import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.SlotMarkUsedContext;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.SlotReserveContext;
import io.temporal.worker.tuning.SlotSupplier;
import io.temporal.worker.tuning.SlotSupplierFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Slots by items rather than by activities: while the running activities have few items, as when each is one item, more
 * are taken, so that tensor batches fill; while they have many, only so many as keep the model busy, so that work of a
 * higher lane finds a slot soon and other workers get their share. Thread-safe.
 */
final class LoadSlots implements SlotSupplier<ActivitySlotInfo> {

    private final int least;
    private final int most;
    private final int itemsWanted;
    private final IntSupplier itemsRunning;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<CompletableFuture<SlotPermit>> waiting = new ArrayDeque<>();
    private int issued;

    /**
     * Issues none yet.
     *
     * @param least issued whatever they hold
     * @param most never exceeded
     * @param itemsWanted no slot beyond {@code least} is issued while so many items run
     */
    LoadSlots(int least, int most, int itemsWanted, IntSupplier itemsRunning) {
        this.least = Math.min(least, most);
        this.most = most;
        this.itemsWanted = itemsWanted;
        this.itemsRunning = requireNonNull(itemsRunning, "itemsRunning");
    }

    @Override
    public SlotSupplierFuture reserveSlot(SlotReserveContext<ActivitySlotInfo> context) {
        CompletableFuture<SlotPermit> permit = new CompletableFuture<>();
        lock.lock();
        try {
            if (allowed()) {
                issued++;
                permit.complete(new SlotPermit());
            } else {
                waiting.addLast(permit);
            }
        } finally {
            lock.unlock();
        }
        return SlotSupplierFuture.fromCompletableFuture(permit, () -> permit.cancel(false));
    }

    @Override
    public Optional<SlotPermit> tryReserveSlot(SlotReserveContext<ActivitySlotInfo> context) {
        lock.lock();
        try {
            if (!allowed()) {
                return Optional.empty();
            }
            issued++;
            return Optional.of(new SlotPermit());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void markSlotUsed(SlotMarkUsedContext<ActivitySlotInfo> context) {
        // Counted when it was issued.
    }

    @Override
    public void releaseSlot(SlotReleaseContext<ActivitySlotInfo> context) {
        List<CompletableFuture<SlotPermit>> next = new ArrayList<>();
        lock.lock();
        try {
            issued--;
            CompletableFuture<SlotPermit> permit = allowed() ? waiting.pollFirst() : null;
            while (permit != null) {
                if (!permit.isDone()) {
                    issued++;
                    next.add(permit);
                }
                permit = allowed() ? waiting.pollFirst() : null;
            }
        } finally {
            lock.unlock();
        }
        // Outside the lock: whoever waits may go on in this thread.
        next.forEach(this::hand);
    }

    private void hand(CompletableFuture<SlotPermit> permit) {
        if (!permit.complete(new SlotPermit())) {
            // Its poller gave up in between.
            lock.lock();
            try {
                issued--;
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public Optional<Integer> getMaximumSlots() {
        return Optional.of(most);
    }

    private boolean allowed() {
        return issued < least || (issued < most && itemsRunning.getAsInt() < itemsWanted);
    }
}
