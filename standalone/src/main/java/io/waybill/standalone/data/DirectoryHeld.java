package io.waybill.standalone.data;

import io.waybill.standalone.process.ProcessIdentity;
import java.util.Optional;

/** A living process uses the data directory. */
public final class DirectoryHeld extends RuntimeException {

    /** Names the directory and, where known, its holder. */
    DirectoryHeld(DataDirectory data, Optional<ProcessIdentity> holder) {
        super(data.root() + " is held by "
                + holder.map(it -> "pid " + it.pid() + " since " + it.startedAt())
                        .orElse("another process")
                + "; ./waybill down --data " + data.root() + " stops it");
    }
}
