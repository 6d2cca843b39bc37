package io.waybill.standalone.part;

/** A part did not become usable in time. */
public final class NotReady extends RuntimeException {

    /** Says which, how long was waited, and where to look. */
    NotReady(String part, long seconds, String look) {
        super(part + " was not ready within " + seconds + " s; " + look);
    }
}
