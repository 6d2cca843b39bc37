package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Registered certificates of an OAuth client. */
@Command(
        name = "certificates",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Adds, lists and deletes certificates of a client with self_signed_tls_client_auth.",
        subcommands = {
            CertificatesCommand.Add.class,
            CertificatesCommand.ListAll.class,
            CertificatesCommand.Delete.class
        })
final class CertificatesCommand extends Group {

    private static String path(IdParameter client) {
        return ClientsCommand.CLIENTS + "/" + client.segment() + "/certificates";
    }

    private static void print(JsonNode certificates) {
        certificates.forEach(it -> System.out.println(it.path("sha256").asString("")));
    }

    /** Adds one. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Registers one more certificate and shows the SHA-256 of all.")
    static final class Add extends ApiCommand {

        @Mixin
        private IdParameter client = new IdParameter();

        @Parameters(paramLabel = "FILE", description = "the certificate as PEM")
        private Path file = Path.of("");

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(path(client), Map.of("certificate", Files.readString(file)));
        }

        @Override
        void show(JsonNode certificates) {
            print(certificates);
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the SHA-256 of its certificates.")
    static final class ListAll extends ApiCommand {

        @Mixin
        private IdParameter client = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(path(client));
        }

        @Override
        void show(JsonNode certificates) {
            print(certificates);
        }
    }

    /** Deletes one. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Takes a certificate from a client; it is refused everywhere within 5 seconds.")
    static final class Delete extends ApiCommand {

        @Mixin
        private IdParameter client = new IdParameter();

        @Parameters(paramLabel = "SHA256", description = "of the certificate, in hexadecimal")
        private String sha256 = "";

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.delete(path(client) + "/" + Segment.of(sha256));
        }

        @Override
        void show(JsonNode answer) {
            System.out.println("deleted " + sha256);
        }
    }
}
