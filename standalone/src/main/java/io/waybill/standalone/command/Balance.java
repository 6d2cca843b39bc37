package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** The account's money. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description = "Shows what the account has and what is held.")
final class Balance implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
        try (var api = new ApiClient(data.connection())) {
            JsonNode user = api.get("/v1/users/me");
            if (!json.printed(user)) {
                JsonNode balance = user.path("balance");
                String currency = balance.path("currency").asString("");
                System.out.printf(
                        "account    %s (%s)%n",
                        user.path("name").asString(""), user.path("id").asString(""));
                System.out.printf(
                        "available  %s %s%n", balance.path("available").asString(""), currency);
                System.out.printf("held       %s %s%n", balance.path("held").asString(""), currency);
            }
            return 0;
        }
    }
}
