package io.waybill.workflows.run;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs that share a worker process: who stands beside a killer dies with it. */
final class Crowd {

    private static final long COMPANY_MILLIS = 60;

    private final int size;
    private int present;
    private int group;
    private boolean killerPresent;
    private final Set<Integer> deadGroups = new HashSet<>();

    /** Up to {@code size} runs share a worker. */
    Crowd(int size) {
        this.size = size;
    }

    /** {@return whether this run dies, by its own fault or by another's} */
    synchronized boolean isDeadly(boolean killer) {
        if (size == 1) {
            return killer;
        }
        int mine = group;
        present++;
        killerPresent |= killer;
        if (present == size) {
            disperse();
            return deadGroups.contains(mine);
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(COMPANY_MILLIS);
        while (mine == group) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                disperse();
                return deadGroups.contains(mine);
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
        return deadGroups.contains(mine);
    }

    private void disperse() {
        if (killerPresent) {
            deadGroups.add(group);
        }
        killerPresent = false;
        present = 0;
        group++;
        notifyAll();
    }
}
