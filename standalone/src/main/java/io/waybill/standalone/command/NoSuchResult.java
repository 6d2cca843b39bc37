package io.waybill.standalone.command;

/** A batch has no such file, or not yet. */
final class NoSuchResult extends RuntimeException {

    NoSuchResult(String batch, String status, boolean errors) {
        super(batch + " is " + status + " and has no " + (errors ? "error" : "output") + " file"
                + (status.equals("completed") ? "" : " yet"));
    }
}
