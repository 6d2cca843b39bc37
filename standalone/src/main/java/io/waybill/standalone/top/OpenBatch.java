package io.waybill.standalone.top;

import static java.util.Objects.requireNonNull;

/**
 * A batch that has not ended.
 *
 * @param account name of who pays
 * @param items in all; 0 while it is validated
 * @param ended items that have ended
 * @param heldNanos money that is held for it now
 */
public record OpenBatch(String id, String account, String lane, String state, long items, long ended, long heldNanos) {

    /** Checks that what must be there is. */
    public OpenBatch {
        requireNonNull(id, "id");
        requireNonNull(account, "account");
        requireNonNull(lane, "lane");
        requireNonNull(state, "state");
    }
}
