package io.waybill.bench;

import java.nio.file.Path;

/** One bench: measures and reports. */
interface Program {

    /** Runs with a platform of its own, started by {@code launcher}. */
    Report run(Path launcher, Path models) throws Exception;
}
