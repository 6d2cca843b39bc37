package io.waybill.standalone.part;

import io.waybill.standalone.process.SupervisedProcess;
import java.io.IOException;
import java.util.List;

/** One part of the platform. Called by one thread at a time. */
public interface Part {

    /** {@return its name in {@code status}} */
    String name();

    /**
     * Does once, or after a new version, what takes long; {@link #start} follows.
     *
     * @return whether it can then be used so soon that what needs it may start at the same time
     */
    default boolean prepare() throws IOException, InterruptedException {
        return true;
    }

    /** Starts it and returns when it can be used. */
    void start() throws IOException, InterruptedException;

    /** {@return one line for people: where it is} */
    String summary();

    /** {@return its processes; none where it runs within this one or elsewhere} */
    List<SupervisedProcess> processes();

    /** Stops it in good order and returns when it is gone; does nothing where it never started. */
    void stop() throws InterruptedException;
}
