package io.waybill.workflows.batch;

/** State of an item. A row moves once: from {@link #pending} to one of the others. {@code running} is not stored. */
public enum ItemState {
    /** Not ended. */
    pending(0),
    /** Has a result; its price is captured. */
    succeeded(1),
    /** Has an error; its price is released. */
    failed(2),
    /** Its batch was cancelled first. */
    cancelled(3),
    /** Its batch's completion window ended first. */
    expired(4),
    /** Answered from an earlier, equal item; costs nothing. */
    reused(5);

    private final int code;

    ItemState(int code) {
        this.code = code;
    }

    /** {@return the stored form, 0..5; never renumbered} */
    public int code() {
        return code;
    }

    /** {@return the state stored as {@code code}} */
    public static ItemState of(int code) {
        for (ItemState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no item state has code " + code);
    }
}
