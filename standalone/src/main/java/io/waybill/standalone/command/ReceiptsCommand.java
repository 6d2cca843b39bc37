package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Receipts of the account. */
@Command(
        name = "receipts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Receipts of items, calls and assertions.",
        subcommands = {ReceiptsCommand.Get.class, ReceiptsCommand.EvidenceOf.class, ReceiptsCommand.Forget.class})
final class ReceiptsCommand extends Group {

    /** Shows one. */
    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows a receipt.")
    static final class Get extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get("/v1/vaas/" + id.segment());
        }

        @Override
        void show(JsonNode answer) {
            System.out.println(answer.path("outcome").asString("") + ", "
                    + answer.path("attestation_type").asString("") + ", leaf "
                    + answer.path("log_index").asLong(-1) + " of the log");
            System.out.println(answer.path("payload").asString(""));
        }
    }

    /** Downloads a pack. */
    @Command(
            name = "evidence",
            mixinStandardHelpOptions = true,
            description = "Writes the evidence pack of a receipt, or of a whole batch: ./waybill verify checks it.")
    static final class EvidenceOf implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private IdParameter id = new IdParameter();

        @Mixin
        private OutputOption output = new OutputOption();

        @Override
        public Integer call() throws Exception {
            try (var api = new ApiClient(data.connection());
                    InputStream pack = Evidence.open(api, id.segment())) {
                output.write(pack::transferTo);
                return 0;
            }
        }
    }

    /** Forgets what it was about. */
    @Command(
            name = "forget",
            mixinStandardHelpOptions = true,
            description = "Overwrites the salts of a receipt for good: nobody can tell any more what it was about."
                    + " It still verifies.")
    static final class Forget extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post("/v1/vaas/" + id.segment() + "/forget", Map.of());
        }

        @Override
        void show(JsonNode answer) {
            System.out.println("forgotten " + answer.path("audit_id").asString(""));
        }
    }
}
