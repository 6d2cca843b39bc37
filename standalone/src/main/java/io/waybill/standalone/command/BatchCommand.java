package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.BatchText;
import io.waybill.standalone.client.BatchWatch;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Batches. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates, follows, reads and cancels batches.",
        subcommands = {
            BatchCommand.Create.class,
            BatchCommand.ListAll.class,
            BatchCommand.Get.class,
            BatchCommand.Watch.class,
            BatchCommand.Results.class,
            BatchCommand.Cancel.class
        })
final class BatchCommand extends Group {

    private static final int NOT_COMPLETED = 1;
    private static final String ID = "id of the batch";

    /** Creates one of a file. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Uploads a JSONL file, or names one that is there, and creates a batch of it.")
    static final class Create implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private JsonOption json = new JsonOption();

        @Parameters(paramLabel = "FILE", description = "JSONL file, or the id of an uploaded one (file-…)")
        private String file = "";

        @Option(
                names = "--endpoint",
                defaultValue = "/v1/embeddings",
                description = "every line's url (default: ${DEFAULT-VALUE})")
        private String endpoint = "/v1/embeddings";

        @Option(names = "--window", defaultValue = "24h", description = "1h to 7d (default: ${DEFAULT-VALUE})")
        private String window = "24h";

        @Option(names = "--priority", description = "high, low or fill (default: low)")
        private @Nullable String priority; // null for the API's default

        @Option(
                names = "--on-invalid",
                defaultValue = "reject",
                description = "reject: a bad line fails the batch; quarantine: it goes to the error file at price 0"
                        + " (default: ${DEFAULT-VALUE})")
        private String onInvalid = "reject";

        @Option(names = "--name", description = "for people")
        private @Nullable String name; // null for none

        @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "repeatable, at most 16")
        private Map<String, String> metadata = new LinkedHashMap<>();

        @Option(names = "--watch", description = "follow it to its end")
        private boolean watch;

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                String id = file.startsWith("file-") && !Files.exists(Path.of(file))
                        ? file
                        : api.upload(Path.of(file), "batch").required("id").asString();
                var body = new LinkedHashMap<String, Object>();
                body.put("input_file_id", id);
                body.put("endpoint", endpoint);
                body.put("completion_window", window);
                body.put("on_invalid", onInvalid);
                body.put("metadata", metadata);
                if (priority != null) {
                    body.put("priority", priority);
                }
                if (name != null) {
                    body.put("name", name);
                }
                JsonNode batch =
                        api.postOnce("/v1/batches", body, UUID.randomUUID().toString());
                if (watch) {
                    batch = BatchWatch.follow(api, batch.required("id").asString(), System.err);
                }
                if (!json.printed(batch)) {
                    BatchText.print(batch, System.out);
                }
                return watch && !BatchText.isCompleted(batch) ? NOT_COMPLETED : 0;
            }
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists batches, the newest first.")
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
                JsonNode batches = api.get("/v1/batches" + page.query());
                if (!json.printed(batches)) {
                    BatchText.printList(batches, System.out);
                }
                return 0;
            }
        }
    }

    /** Shows one. */
    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows a batch.")
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
                JsonNode batch = api.get("/v1/batches/" + Segment.of(id));
                if (!json.printed(batch)) {
                    BatchText.print(batch, System.out);
                }
                return 0;
            }
        }
    }

    /** Follows one. */
    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description = "Follows a batch to its end; ends with 1 where it did not complete.")
    static final class Watch implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private JsonOption json = new JsonOption();

        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                JsonNode batch = BatchWatch.follow(api, Segment.of(id), System.err);
                if (!json.printed(batch)) {
                    BatchText.print(batch, System.out);
                }
                return BatchText.isCompleted(batch) ? 0 : NOT_COMPLETED;
            }
        }
    }

    /** Downloads results. */
    @Command(
            name = "results",
            mixinStandardHelpOptions = true,
            description = "Writes the output file of a batch, or its error file, as JSONL.")
    static final class Results implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Option(names = "--errors", description = "the error file instead")
        private boolean errors;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "instead of standard output")
        private @Nullable Path output; // null for standard output

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                JsonNode batch = api.get("/v1/batches/" + Segment.of(id));
                String field = errors ? "error_file_id" : "output_file_id";
                String file = batch.path(field).asString("");
                if (file.isEmpty()) {
                    throw new NoSuchResult(id, batch.path("status").asString(""), errors);
                }
                try (InputStream content = api.open("/v1/files/" + file + "/content")) {
                    if (output == null) {
                        content.transferTo(System.out);
                        System.out.flush();
                    } else {
                        Files.copy(content, output, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    }
                }
                return 0;
            }
        }
    }

    /** Cancels one. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Cancels a batch: what has ended stays, the rest is released.")
    static final class Cancel implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private JsonOption json = new JsonOption();

        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                JsonNode batch = api.post("/v1/batches/" + Segment.of(id) + "/cancel", null);
                if (!json.printed(batch)) {
                    BatchText.print(batch, System.out);
                }
                return 0;
            }
        }
    }
}
