package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    private static final String ID = "id of the file";

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
    static final class Upload implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private JsonOption json = new JsonOption();

        @Parameters(paramLabel = "FILE", description = "what to upload")
        private Path file = Path.of("");

        @Option(
                names = "--purpose",
                defaultValue = "batch",
                description = "batch or user_data (default: ${DEFAULT-VALUE})")
        private String purpose = "batch";

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                JsonNode uploaded = api.upload(file, purpose);
                if (!json.printed(uploaded)) {
                    print(uploaded);
                }
                return 0;
            }
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists files, the newest first.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private JsonOption json = new JsonOption();

        @Mixin
        private PageOptions page = new PageOptions();

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                JsonNode files = api.get("/v1/files" + page.query());
                if (!json.printed(files)) {
                    for (JsonNode file : files.path("data")) {
                        print(file);
                    }
                }
                return 0;
            }
        }
    }

    /** Shows one. */
    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows a file's entry.")
    static final class Get implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private JsonOption json = new JsonOption();

        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                JsonNode file = api.get("/v1/files/" + Segment.of(id));
                if (!json.printed(file)) {
                    print(file);
                }
                return 0;
            }
        }
    }

    /** Downloads one. */
    @Command(name = "content", mixinStandardHelpOptions = true, description = "Writes a file's content.")
    static final class Content implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "instead of standard output")
        private @Nullable Path output; // null for standard output

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection());
                    InputStream content = api.open("/v1/files/" + Segment.of(id) + "/content")) {
                if (output == null) {
                    content.transferTo(System.out);
                    System.out.flush();
                } else {
                    Files.copy(content, output, StandardCopyOption.REPLACE_EXISTING);
                }
                return 0;
            }
        }
    }

    /** Deletes one. */
    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Deletes a file.")
    static final class Delete implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private JsonOption json = new JsonOption();

        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                JsonNode answer = api.delete("/v1/files/" + Segment.of(id));
                if (!json.printed(answer)) {
                    System.out.println("deleted " + id);
                }
                return 0;
            }
        }
    }
}
