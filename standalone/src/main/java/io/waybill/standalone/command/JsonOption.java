package io.waybill.standalone.command;

import io.waybill.standalone.data.Json;
import picocli.CommandLine.Option;

/** The option of commands whose answer a program would read. */
final class JsonOption {

    @Option(names = "--json", description = "the whole answer as JSON, for programs")
    private boolean json;

    /** Prints {@code answer} where asked for, and tells whether it was. */
    boolean printed(Object answer) {
        if (json) {
            System.out.println(Json.MAPPER.writeValueAsString(answer));
        }
        return json;
    }
}
