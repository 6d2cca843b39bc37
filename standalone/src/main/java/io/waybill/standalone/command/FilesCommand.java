package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Files. */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Uploads, lists, reads and deletes files.",
        subcommands = {
            FilesCommand.Upload.class,
            FilesCommand.ListAll.class,
            FilesCommand.Get.class,
            FilesCommand.Content.class,
            FilesCommand.Delete.class
        })
final class FilesCommand extends Group {

    private static final String FILES = "/v1/files";

    private static void print(JsonNode file) {
        System.out.printf(
                "%s  %,14d bytes  %-12s  %s  %s%n",
                file.path("id").asString(""),
                file.path("bytes").asLong(),
                file.path("purpose").asString(""),
                Instant.ofEpochSecond(file.path("created_at").asLong()),
                file.path("filename").asString(""));
    }

    /** Uploads one. */
    @Command(name = "upload", mixinStandardHelpOptions = true, description = "Uploads a file.")
    static final class Upload extends ApiCommand {

        @Parameters(paramLabel = "FILE", description = "what to upload")
        private Path file = Path.of("");

        @Option(
                names = "--purpose",
                defaultValue = "batch",
                description = "batch or user_data (default: ${DEFAULT-VALUE})")
        private String purpose = "batch";

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.upload(file, purpose);
        }

        @Override
        void show(JsonNode uploaded) {
            print(uploaded);
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists files, the newest first.")
    static final class ListAll extends ApiCommand {

        @Mixin
        private PageOptions page = new PageOptions();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(FILES + page.query());
        }

        @Override
        void show(JsonNode files) {
            files.path("data").forEach(FilesCommand::print);
        }
    }

    /** Shows one. */
    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows a file's entry.")
    static final class Get extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(FILES + "/" + id.segment());
        }

        @Override
        void show(JsonNode file) {
            print(file);
        }
    }

    /** Downloads one. */
    @Command(name = "content", mixinStandardHelpOptions = true, description = "Writes a file's content.")
    static final class Content implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private IdParameter id = new IdParameter();

        @Mixin
        private OutputOption output = new OutputOption();

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                output.write(api, id.segment());
                return 0;
            }
        }
    }

    /** Deletes one. */
    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Deletes a file.")
    static final class Delete extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.delete(FILES + "/" + id.segment());
        }

        @Override
        void show(JsonNode answer) {
            System.out.println("deleted " + answer.path("id").asString(""));
        }
    }
}
