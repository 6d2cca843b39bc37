package io.waybill.standalone.command;

import java.util.Map;
import picocli.CommandLine.Option;

/** How long a secret that was replaced goes on working. */
final class GraceOption {

    @Option(
            names = "--grace-days",
            paramLabel = "DAYS",
            defaultValue = "1",
            description = "the old one works for as long, 0 to 7 (default: ${DEFAULT-VALUE})")
    private int days = 1;

    /** {@return the body of the call} */
    Map<String, Object> body() {
        return Map.of("grace_days", days);
    }
}
