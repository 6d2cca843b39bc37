package io.waybill.activities.log;

import io.waybill.activities.testing.TestActivities;

/** What a sequencer does, called by tests one after the other. */
public final class LogSteps {

    private final Appending appending;
    private long fence;

    /** Begins as the sequencer of a started module. */
    public LogSteps(TestActivities activities) {
        appending = activities.bean(Appending.class);
        begin();
    }

    /** Begins anew: whoever began before writes nothing any more. */
    public void begin() {
        fence = appending.begin();
    }

    /** Appends all that waits, and signs. */
    public long run() {
        long leaves = 0;
        for (long now = append(); now > 0; now = append()) {
            leaves += now;
        }
        sign();
        return leaves;
    }

    /** Appends some of what waits. */
    public long append() {
        return appending.append(fence);
    }

    /** Signs what is appended. */
    public void sign() {
        appending.sign(fence);
    }

    /** Tells accounts of the checkpoint. */
    public void announce() {
        appending.announce(fence);
    }

    /** Compares what is stored with what was signed, and asks the witnesses. */
    public void check() {
        appending.check(fence);
    }
}
