package io.waybill.standalone;

import java.nio.file.Path;

/** A supervisor ended before everything was ready. */
public final class StartFailed extends RuntimeException {

    /** Says where to look. */
    StartFailed(int exit, Path log) {
        super("the start failed (" + exit + "); the lines above and " + log + " say why");
    }
}
