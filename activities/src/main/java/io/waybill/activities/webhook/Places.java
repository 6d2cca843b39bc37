package io.waybill.activities.webhook;

import java.util.concurrent.ConcurrentHashMap;

/** Attempts at a time for each receiver, in this process. Thread-safe. */
final class Places {

    private final ConcurrentHashMap<String, Integer> taken = new ConcurrentHashMap<>();
    private final int most;

    Places(int most) {
        this.most = most;
    }

    /** {@return whether there was a place, which is then taken} */
    boolean enter(String receiver) {
        boolean[] entered = {false};
        taken.compute(receiver, (_, number) -> {
            int now = number == null ? 0 : number;
            entered[0] = now < most;
            return entered[0] ? Integer.valueOf(now + 1) : number;
        });
        return entered[0];
    }

    void leave(String receiver) {
        taken.computeIfPresent(receiver, (_, number) -> number == 1 ? null : Integer.valueOf(number - 1));
    }
}
