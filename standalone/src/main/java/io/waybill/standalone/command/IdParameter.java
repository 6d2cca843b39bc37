package io.waybill.standalone.command;

import picocli.CommandLine.Parameters;

/** The id of the one thing that a command is about. */
final class IdParameter {

    @Parameters(paramLabel = "ID", description = "its id")
    private String id = "";

    /** {@return the id, which has no character that means something in a URL} */
    String segment() {
        return Segment.of(id);
    }
}
