package io.waybill.standalone.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which page of a list. */
final class PageOptions {

    private static final int LIMIT_DEFAULT = 20;

    @Option(names = "--limit", defaultValue = "20", description = "1 to 100 (default: ${DEFAULT-VALUE})")
    private int limit = LIMIT_DEFAULT;

    @Option(names = "--after", paramLabel = "ID", description = "begin after this one")
    private @Nullable String after; // null for the first page

    /** {@return the query of the call} */
    String query() {
        return "?limit=" + limit + (after == null ? "" : "&after=" + Segment.of(after));
    }
}
