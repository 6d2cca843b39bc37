package io.waybill.standalone.command;

import io.waybill.standalone.data.DataDirectory;

/** No platform is ready on a data directory. */
final class NothingRuns extends RuntimeException {

    NothingRuns(DataDirectory data) {
        super("nothing is ready in " + data.root() + "; ./waybill up --data " + data.root() + " starts it");
    }
}
