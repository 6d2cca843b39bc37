package io.waybill.workflows.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds activities back until a test lets them go on. */
final class Gates {

    private static final long PATIENCE_SECONDS = 20;

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** From now on the named activity stops when it begins. */
    Gate close(String activity) {
        return gates.computeIfAbsent(activity, _ -> new Gate());
    }

    /** Called by the fakes when an activity begins. */
    void pass(String activity) {
        Gate gate = gates.get(activity);
        if (gate != null) {
            gate.pass();
        }
    }

    /** Lets everything go on. */
    void openAll() {
        gates.values().forEach(Gate::open);
    }

    /** One activity's gate. */
    static final class Gate {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        /** Returns when an activity stands before the gate. */
        void awaitReached() {
            await(reached);
        }

        void open() {
            opened.countDown();
        }

        private void pass() {
            reached.countDown();
            await(opened);
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nothing happened at a gate");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }
}
