package io.waybill.activities.batch;

import java.util.List;

/** Pages of items that have ended, in one order. For one thread. */
interface ResultPages {

    /** {@return the next items, at most {@code limit}; fewer where no more have ended} */
    List<ResultRow> next(int limit);
}
