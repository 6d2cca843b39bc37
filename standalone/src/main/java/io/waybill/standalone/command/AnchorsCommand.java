package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Certificate authorities that the account trusts to name its clients. */
@Command(
        name = "anchors",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Adds, lists and deletes the authorities that issue certificates of clients with tls_client_auth.",
        subcommands = {AnchorsCommand.Add.class, AnchorsCommand.ListAll.class, AnchorsCommand.Delete.class})
final class AnchorsCommand extends Group {

    private static final String ANCHORS = "/v1/oauth/trust-anchors";

    private static void print(JsonNode anchor) {
        System.out.printf(
                "%s  %s  until %s  %s%n",
                anchor.path("id").asString(""),
                anchor.path("subject").asString(""),
                anchor.path("expires_at").asString(""),
                anchor.path("name").asString(""));
    }

    /** Adds one. */
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Trusts a certificate authority.")
    static final class Add extends ApiCommand {

        @Parameters(paramLabel = "FILE", description = "its certificate as PEM")
        private Path file = Path.of("");

        @Option(names = "--name", required = true, description = "for people")
        private String name = "";

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(ANCHORS, Map.of("name", name, "certificate", Files.readString(file)));
        }

        @Override
        void show(JsonNode anchor) {
            print(anchor);
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them, the newest first.")
    static final class ListAll extends ApiCommand {

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(ANCHORS);
        }

        @Override
        void show(JsonNode anchors) {
            anchors.forEach(AnchorsCommand::print);
        }
    }

    /** Deletes one. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Trusts one no more; what it issued is refused everywhere within 5 seconds.")
    static final class Delete extends DeleteById {

        @Override
        String folder() {
            return ANCHORS + "/";
        }
    }
}
