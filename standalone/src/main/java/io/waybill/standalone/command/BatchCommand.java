package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.BatchText;
import io.waybill.standalone.client.BatchWatch;
import io.waybill.standalone.client.ResultLines;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Batches. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates, follows, steers and reads batches.",
        subcommands = {
            BatchCommand.Create.class,
            BatchCommand.ListAll.class,
            BatchCommand.Get.class,
            BatchCommand.Watch.class,
            SeeBatches.Before.class,
            SeeBatches.Follow.class,
            BatchCommand.Results.class,
            BatchCommand.Cancel.class,
            BatchCommand.Delete.class,
            BatchOpenCommands.Open.class,
            BatchOpenCommands.Append.class,
            BatchOpenCommands.Seal.class,
            BatchSteeringCommands.Pause.class,
            BatchSteeringCommands.Resume.class,
            BatchSteeringCommands.Reprioritise.class,
            BatchSteeringCommands.Retry.class
        })
final class BatchCommand extends Group {

    private static final int NOT_COMPLETED = 1;
    static final String BATCHES = "/v1/batches";

    /** Shows one batch. */
    abstract static class Shown extends ApiCommand {

        @Override
        final void show(JsonNode batch) {
            BatchText.print(batch, System.out);
        }

        static int outcome(JsonNode batch) {
            return BatchText.isCompleted(batch) ? 0 : NOT_COMPLETED;
        }
    }

    /** Creates one of a file. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Uploads a JSONL file, or names one that is there, and creates a batch of it.")
    static final class Create extends Shown {

        @Mixin
        private BatchSource source = new BatchSource();

        @Option(names = "--name", description = "for people")
        private @Nullable String name; // null for none

        @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "repeatable, at most 16")
        private Map<String, String> metadata = new LinkedHashMap<>();

        @Option(names = "--watch", description = "follow it to its end")
        private boolean watch;

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            JsonNode batch = api.postOnce(
                    BATCHES, body(source.fileId(api)), UUID.randomUUID().toString());
            return watch ? BatchWatch.follow(api, batch.required("id").asString(), System.err) : batch;
        }

        @Override
        int exitCode(JsonNode batch) {
            return watch ? outcome(batch) : 0;
        }

        private Map<String, Object> body(String fileId) {
            Map<String, Object> body = source.body(fileId);
            body.put("metadata", metadata);
            if (name != null) {
                body.put("name", name);
            }
            return body;
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists batches, the newest first.")
    static final class ListAll extends ApiCommand {

        @Mixin
        private PageOptions page = new PageOptions();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(BATCHES + page.query());
        }

        @Override
        void show(JsonNode batches) {
            BatchText.printList(batches, System.out);
        }
    }

    /** Shows one. */
    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows a batch.")
    static final class Get extends Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(BATCHES + "/" + id.segment());
        }
    }

    /** Follows one. */
    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description = "Follows a batch to its end; ends with 1 where it did not complete.")
    static final class Watch extends Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return BatchWatch.follow(api, id.segment(), System.err);
        }

        @Override
        int exitCode(JsonNode batch) {
            return outcome(batch);
        }
    }

    /** Downloads results. */
    @Command(
            name = "results",
            mixinStandardHelpOptions = true,
            description =
                    "Writes the output file of a batch, or its error file, as JSONL; with --follow every line as its"
                            + " item ends, until the batch has.")
    static final class Results implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private IdParameter id = new IdParameter();

        @Option(names = "--errors", description = "the error file instead")
        private boolean errors;

        @Option(names = "--follow", description = "results and errors while the batch runs, each with its cursor")
        private boolean follow;

        @Option(
                names = "--order",
                defaultValue = "completion",
                description = "with --follow: input or completion (default: ${DEFAULT-VALUE})")
        private ResultOrder order = ResultOrder.completion;

        @Mixin
        private OutputOption output = new OutputOption();

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection())) {
                if (follow) {
                    output.write(out -> ResultLines.follow(api, id.segment(), order.name(), out));
                    return 0;
                }
                JsonNode batch = api.get(BATCHES + "/" + id.segment());
                String file =
                        batch.path(errors ? "error_file_id" : "output_file_id").asString("");
                if (file.isEmpty()) {
                    throw new NoSuchResult(id.segment(), batch.path("status").asString(""), errors);
                }
                output.write(api, file);
                return 0;
            }
        }
    }

    /** In which order results are followed. */
    enum ResultOrder {
        input,
        completion
    }

    /** Cancels one. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Cancels a batch: what has ended stays, the rest is released.")
    static final class Cancel extends Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(BATCHES + "/" + id.segment() + "/cancel", null);
        }
    }

    /** Deletes one. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Deletes a batch that has ended, with its results; what it cost stays, and so does an"
                    + " uploaded input.")
    static final class Delete extends DeleteById {

        @Override
        String folder() {
            return BATCHES + "/";
        }
    }
}
