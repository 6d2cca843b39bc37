package io.waybill.workflows.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Breaches of a contract that the fakes saw; each test ends by asserting that there are none. */
final class Violations {

    private final List<String> found = new CopyOnWriteArrayList<>();

    void when(boolean breached, String what) {
        if (breached) {
            found.add(what);
        }
    }

    List<String> found() {
        return found;
    }
}
