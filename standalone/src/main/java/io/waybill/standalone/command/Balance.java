package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** The account's money. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description = "Shows what the account has and what is held.")
final class Balance extends ApiCommand {

    @Override
    JsonNode ask(ApiClient api) throws IOException, InterruptedException {
        return api.get("/v1/users/me");
    }

    @Override
    void show(JsonNode user) {
        JsonNode balance = user.path("balance");
        String currency = balance.path("currency").asString("");
        System.out.printf(
                "account    %s (%s)%n",
                user.path("name").asString(""), user.path("id").asString(""));
        System.out.printf("available  %s %s%n", balance.path("available").asString(""), currency);
        System.out.printf("held       %s %s%n", balance.path("held").asString(""), currency);
    }
}
