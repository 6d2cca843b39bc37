package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Commands on a batch that runs. */
final class BatchSteeringCommands {

    private BatchSteeringCommands() {}

    /** Holds one back. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Pauses a batch: nothing new starts, what the workers have ends.")
    static final class Pause extends BatchCommand.Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(BatchCommand.BATCHES + "/" + id.segment() + "/pause", null);
        }
    }

    /** Lets one go on. */
    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Resumes a paused batch.")
    static final class Resume extends BatchCommand.Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(BatchCommand.BATCHES + "/" + id.segment() + "/resume", null);
        }
    }

    /** Moves one to another lane. */
    @Command(
            name = "reprioritise",
            mixinStandardHelpOptions = true,
            description = "Changes the priority of what has not begun. The price stays that of the submission.")
    static final class Reprioritise extends BatchCommand.Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Parameters(index = "1", paramLabel = "PRIORITY", description = "high, low or fill")
        private String priority = "";

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(BatchCommand.BATCHES + "/" + id.segment() + "/reprioritise", Map.of("priority", priority));
        }
    }

    /** Runs what failed again. */
    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Makes a new batch of the items that failed in one that has ended.")
    static final class Retry extends BatchCommand.Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.postOnce(
                    BatchCommand.BATCHES + "/" + id.segment() + "/retry",
                    Map.of(),
                    UUID.randomUUID().toString());
        }
    }
}
