package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Batches to which requests are added while they run. */
final class BatchOpenCommands {

    private BatchOpenCommands() {}

    /** Makes one. */
    @Command(
            name = "open",
            mixinStandardHelpOptions = true,
            description = "Creates a batch without items; add them with 'batch append'.")
    static final class Open extends BatchCommand.Shown {

        @Parameters(paramLabel = "NAME", description = "for people, 1 to 200 characters")
        private String name = "";

        @Mixin
        private BatchTerms terms = new BatchTerms();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("name", name);
            terms.into(body);
            return api.postOnce(BatchCommand.BATCHES, body, UUID.randomUUID().toString());
        }
    }

    /** Adds to one. */
    @Command(
            name = "append",
            mixinStandardHelpOptions = true,
            description = "Adds the lines of a JSONL file to an open batch: lines as batch files have them, or requests"
                    + " as POST /v1/batches/{id}/requests takes them.")
    static final class Append extends ApiCommand {

        /** Most requests in a call. */
        private static final int REQUESTS_MAX = 10_000;

        /** Well under what a call may have. */
        private static final long CHARACTERS_MAX = 8_000_000;

        private static final JsonMapper MAPPER = JsonMapper.builder().build();

        @Mixin
        private IdParameter id = new IdParameter();

        @Parameters(index = "1", paramLabel = "FILE", description = "JSONL file")
        private Path file = Path.of("");

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            var sum = MAPPER.createObjectNode();
            long added = 0;
            long existing = 0;
            List<JsonNode> requests = new ArrayList<>();
            long characters = 0;
            long number = 0;
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                String line = lines.readLine();
                while (line != null) {
                    number++;
                    if (!line.isBlank()) {
                        requests.add(request(line, number));
                        characters += line.length();
                    }
                    line = lines.readLine();
                    boolean full = requests.size() == REQUESTS_MAX || characters >= CHARACTERS_MAX;
                    if (!requests.isEmpty() && (full || line == null)) {
                        JsonNode answer = send(api, requests);
                        added += answer.path("num_added").asLong();
                        existing += answer.path("num_existing").asLong();
                        requests.clear();
                        characters = 0;
                    }
                }
            }
            return sum.put("num_added", added).put("num_existing", existing);
        }

        @Override
        void show(JsonNode sum) {
            System.out.printf(
                    "added      %,d requests, %,d were there already%n",
                    sum.path("num_added").asLong(), sum.path("num_existing").asLong());
        }

        private JsonNode send(ApiClient api, List<JsonNode> requests) throws IOException, InterruptedException {
            return api.postOnce(
                    BatchCommand.BATCHES + "/" + id.segment() + "/requests",
                    Map.of("batch_requests", List.copyOf(requests)),
                    UUID.randomUUID().toString());
        }

        private static JsonNode request(String line, long number) throws IOException {
            JsonNode read;
            try {
                read = MAPPER.readTree(line);
            } catch (JacksonException e) {
                throw new IOException("line " + number + " is not JSON: " + e.getOriginalMessage(), e);
            }
            if (!read.has("custom_id")) {
                return read;
            }
            var request = new LinkedHashMap<String, JsonNode>();
            request.put("batch_request_id", read.get("custom_id"));
            request.put("endpoint", read.path("url"));
            request.put("body", read.path("body"));
            return MAPPER.valueToTree(request);
        }
    }

    /** Ends what is added. */
    @Command(
            name = "seal",
            mixinStandardHelpOptions = true,
            description = "Seals an open batch: nothing more is added, it ends when its requests have.")
    static final class Seal extends BatchCommand.Shown {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(BatchCommand.BATCHES + "/" + id.segment() + "/seal", null);
        }
    }
}
