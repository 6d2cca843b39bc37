package io.waybill.standalone.part;

/** No Temporal server is installed and none can be built. */
public final class TemporalMissing extends RuntimeException {

    /** Says what to do. */
    TemporalMissing() {
        super("no Temporal server: install Go 1.26 (it is then built once) or the temporal command line with server"
                + " 1.31 or newer, or use --temporal=in-memory (batches do not survive a restart)");
    }
}
