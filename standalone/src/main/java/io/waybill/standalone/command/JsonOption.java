package io.waybill.standalone.command;

import io.waybill.standalone.data.Json;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The option of commands whose answer a program would read. */
final class JsonOption {

    @Option(names = "--json", description = "the API's own answer, for programs")
    private boolean json;

    /** Prints {@code answer} where asked for, and tells whether it was. */
    boolean printed(JsonNode answer) {
        if (json) {
            System.out.println(Json.MAPPER.writeValueAsString(answer));
        }
        return json;
    }
}
