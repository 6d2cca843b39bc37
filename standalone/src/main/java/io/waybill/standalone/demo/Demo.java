package io.waybill.standalone.demo;

import io.waybill.standalone.Ledger;
import io.waybill.standalone.Progress;
import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.BatchText;
import io.waybill.standalone.client.BatchWatch;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.RunState;
import io.waybill.standalone.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** One batch from its file to what came of it, told as it goes. */
public final class Demo {

    /** The model that it asks for an answer, where it is installed. */
    public static final String CHAT_MODEL = StreamedAnswer.MODEL;

    /** So many pairs of sentences take long enough to be killed in the middle of. */
    private static final int CHAOS_ITEMS = 6_000;

    private static final long PAIR_STEP = 37;

    private final DataDirectory data;
    private final Connection connection;
    private final Progress progress;

    /** On a platform that is ready. */
    public Demo(DataDirectory data, Connection connection, Progress progress) {
        this.data = data;
        this.connection = connection;
        this.progress = progress;
    }

    /** Runs it, and tells whether everything came out as it should. */
    public boolean run(boolean chaos) throws IOException, InterruptedException, SQLException {
        Path path = Files.createTempFile(data.root(), "demo", ".jsonl");
        try (var api = new ApiClient(connection)) {
            List<String> texts = chaos ? pairs(Sentences.all()) : Sentences.all();
            DemoFile file = DemoFile.write(path, texts);
            progress.say("");
            progress.say("%,d sentences, %d of the lines bad in different ways, go to POST /v1/files and /v1/batches"
                    .formatted(texts.size(), DemoFile.badLines().size()));
            JsonNode created = create(api, file, chaos ? "demo with chaos" : "demo");
            var killer = new Chaos(data, progress);
            JsonNode batch = BatchWatch.follow(api, created.required("id").asString(), System.out, it -> {
                if (chaos) {
                    killer.look(it);
                }
            });
            return tell(api, file, batch, chaos, killer);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static JsonNode create(ApiClient api, DemoFile file, String name) throws IOException, InterruptedException {
        JsonNode uploaded = api.upload(file.path(), "batch");
        var body = new LinkedHashMap<String, Object>();
        body.put("name", name);
        body.put("input_file_id", uploaded.required("id").asString());
        body.put("endpoint", "/v1/embeddings");
        body.put("completion_window", "24h");
        body.put("on_invalid", "quarantine");
        body.put("reuse", false); // a second demonstration computes too
        return api.postOnce("/v1/batches", body, UUID.randomUUID().toString());
    }

    private boolean tell(ApiClient api, DemoFile file, JsonNode batch, boolean chaos, Chaos killer)
            throws IOException, InterruptedException, SQLException {
        var outcome = new Outcome(progress, file);
        progress.say("");
        outcome.counts(batch);
        if (!BatchText.isCompleted(batch)) {
            return false;
        }
        Vectors vectors = Vectors.read(api, batch.path("output_file_id").asString(""));
        List<JsonNode> errors = outcome.errors(api, batch);
        outcome.results(vectors);
        if (!chaos) {
            outcome.neighbours(api, vectors);
        }
        boolean complete = vectors.size() + errors.size() == file.texts().size();
        List<String> violations = Ledger.violations(connection);
        progress.say("");
        progress.say(
                "checked    every line is in the output or the error file exactly once: " + (complete ? "yes" : "NO"));
        progress.say("           held = captured + released, and the ledger balances: "
                + (violations.isEmpty() ? "yes" : "NO"));
        violations.forEach(it -> progress.say("           " + it));
        CheckedEvidence evidence =
                CheckedEvidence.of(api, data, batch.required("id").asString());
        evidence.tell(progress);
        boolean survived = true;
        if (chaos) {
            survived = killer.struck() && tellRestarts();
        }
        evidence.tellHowToCheck(progress, connection.baseUrl().replaceFirst("/v1$", ""));
        progress.say("");
        boolean answered = chaos || new StreamedAnswer(System.out).show(api);
        links(batch);
        return complete && violations.isEmpty() && evidence.holds() && survived && answered;
    }

    private boolean tellRestarts() throws IOException {
        boolean all = true;
        List<ProcessStatus> processes =
                RunState.read(data).map(RunState::processes).orElse(List.of());
        for (ProcessStatus process : processes) {
            if (Chaos.VICTIMS.contains(process.name())) {
                all &= process.restarts() > 0;
                progress.say("           " + process.name() + " was killed and started again: "
                        + (process.restarts() > 0 ? "yes" : "NO"));
            }
        }
        return all;
    }

    private void links(JsonNode batch) {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("API", connection.baseUrl());
        links.put("API as OpenAPI", connection.baseUrl().replaceFirst("/v1$", "/openapi.json"));
        links.put("this batch in Temporal", batch.path("temporal_url").asString(""));
        progress.say("");
        links.forEach((what, url) -> {
            if (!url.isEmpty()) {
                progress.say("%-24s %s".formatted(what, url));
            }
        });
        progress.say("%-24s %s".formatted("documentation", "README.md, docs/"));
    }

    // Pairs of different sentences, each pair once.
    private static List<String> pairs(List<String> sentences) {
        var pairs = new ArrayList<String>(CHAOS_ITEMS);
        for (int i = 0; i < CHAOS_ITEMS; i++) {
            int first = i % sentences.size();
            int second = (int) ((first + PAIR_STEP * (1 + i / sentences.size())) % sentences.size());
            pairs.add(sentences.get(first) + " " + sentences.get(second));
        }
        return pairs;
    }
}
