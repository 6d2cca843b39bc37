package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.BatchBoard;
import io.waybill.standalone.client.BatchText;
import io.waybill.standalone.client.PreflightText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What one sees of batches: before they run, and several at once. */
final class SeeBatches {

    private static final String BATCHES = "/v1/batches";

    private SeeBatches() {}

    /** Says what a batch would cost and do. */
    @Command(
            name = "preflight",
            mixinStandardHelpOptions = true,
            description = "Says what a batch of a file would cost and how long it would take; ends with 1 where it"
                    + " would not run. A file that is not uploaded yet is uploaded for it, and deleted again.")
    static final class Before extends ApiCommand {

        @Mixin
        private BatchSource source = new BatchSource();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            boolean own = !source.isUploaded();
            String file = source.fileId(api);
            try {
                return api.post(BATCHES + "/preflight", source.body(file));
            } finally {
                if (own) {
                    api.delete("/v1/files/" + file);
                }
            }
        }

        @Override
        void show(JsonNode preflight) {
            PreflightText.print(preflight, System.out);
        }

        @Override
        int exitCode(JsonNode preflight) {
            return PreflightText.isAccepted(preflight) ? 0 : 1;
        }
    }

    /** Follows several. */
    @Command(
            name = "follow",
            mixinStandardHelpOptions = true,
            description = "Shows batches with bars, rates and when they will have ended, until all of them have; ends"
                    + " with 1 where one did not complete. Without ids: those that run now.")
    static final class Follow implements Callable<Integer> {

        /** More do not fit on a screen. */
        private static final int BATCHES_MAX = 50;

        private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

        @Mixin
        private DataOption data = new DataOption();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(paramLabel = "ID", arity = "0..*", description = "batches, at most 50")
        private List<String> ids = new ArrayList<>();

        @Override
        public Integer call() throws Exception {
            ids.stream().filter(id -> !ID.matcher(id).matches()).findFirst().ifPresent(id -> {
                throw new ParameterException(spec.commandLine(), "'" + id + "' is not the id of a batch");
            });
            if (ids.size() > BATCHES_MAX) {
                throw new ParameterException(
                        spec.commandLine(), ids.size() + " batches; at most " + BATCHES_MAX + " are shown at once");
            }
            try (var api = new ApiClient(data.connection())) {
                List<JsonNode> batches = BatchBoard.follow(api, ids.isEmpty() ? running(api) : ids, System.out);
                return batches.stream().allMatch(BatchText::isCompleted) ? 0 : 1;
            }
        }

        private static List<String> running(ApiClient api) throws IOException, InterruptedException {
            List<String> running = new ArrayList<>();
            for (JsonNode batch : api.get(BATCHES + "?limit=100").path("data")) {
                if (!BatchText.isEnded(batch) && running.size() < BATCHES_MAX) {
                    running.add(batch.required("id").asString());
                }
            }
            return running;
        }
    }
}
