package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Connection;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** A command that calls the API of what runs and shows the answer, for people or for programs. */
abstract class ApiCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public final Integer call() throws Exception {
        var connection = data.connection();
        try (var api = new ApiClient(connection, key(connection))) {
            JsonNode answer = ask(api);
            if (!json.printed(answer)) {
                show(answer);
            }
            return exitCode(answer);
        }
    }

    /** {@return whose key it calls with: the account's, or the operator's} */
    String key(Connection connection) {
        return connection.apiKey();
    }

    /** {@return the API's answer} */
    abstract JsonNode ask(ApiClient api) throws IOException, InterruptedException;

    /** Prints it for people. */
    abstract void show(JsonNode answer);

    /** {@return what the command ends with} */
    int exitCode(JsonNode answer) {
        return 0;
    }
}
