package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** OAuth clients of the account. */
@Command(
        name = "clients",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates, lists, rotates and deletes OAuth clients, their certificates and trust anchors.",
        subcommands = {
            CreateClient.class,
            ClientsCommand.ListAll.class,
            ClientsCommand.Rotate.class,
            ClientsCommand.Delete.class,
            CertificatesCommand.class,
            AnchorsCommand.class
        })
final class ClientsCommand extends Group {

    static final String CLIENTS = "/v1/oauth/clients";

    private static void print(JsonNode client) {
        System.out.printf(
                "%s  %-27s  %s  %s%n",
                client.path("client_id").asString(""),
                client.path("token_endpoint_auth_method").asString(""),
                client.path("created_at").asString(""),
                client.path("name").asString(""));
    }

    static void printNew(JsonNode client) {
        print(client);
        String secret = client.path("client_secret").asString("");
        if (!secret.isEmpty()) {
            System.out.println("shown this once: " + secret);
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists OAuth clients, the newest first.")
    static final class ListAll extends ApiCommand {

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(CLIENTS);
        }

        @Override
        void show(JsonNode clients) {
            clients.forEach(ClientsCommand::print);
        }
    }

    /** Gives one another secret. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Gives an OAuth client another secret; the old one goes on working for a while.")
    static final class Rotate extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Mixin
        private GraceOption grace = new GraceOption();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.postOnce(
                    CLIENTS + "/" + id.segment() + "/rotate",
                    grace.body(),
                    UUID.randomUUID().toString());
        }

        @Override
        void show(JsonNode client) {
            printNew(client);
        }
    }

    /** Deletes one. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Deletes an OAuth client, whose tokens are refused everywhere within 5 seconds.")
    static final class Delete extends DeleteById {

        @Override
        String folder() {
            return CLIENTS + "/";
        }
    }
}
