package io.waybill.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Batch input files for benches. */
final class Lines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Lines() {}

    /** Writes {@code count} requests to a temporary file, one after the other: there may be a million. */
    static Path writeMany(String model, int count) throws IOException {
        Path file = Files.createTempFile("waybill-bench", ".jsonl");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < count; i++) {
                out.write("{\"custom_id\":\"r" + i
                        + "\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"" + model
                        + "\",\"input\":\"the text of line " + i + " of the bench\"}}\n");
            }
        }
        return file;
    }

    /** Writes one embedding request a text to a temporary file. */
    static Path write(String model, List<String> texts) throws IOException {
        Path file = Files.createTempFile("waybill-bench", ".jsonl");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < texts.size(); i++) {
                var line = JSON.createObjectNode()
                        .put("custom_id", "r" + i)
                        .put("method", "POST")
                        .put("url", "/v1/embeddings");
                line.putObject("body")
                        .put("model", model)
                        .put("input", texts.get(i))
                        .put("encoding_format", "float");
                out.write(line.toString());
                out.write('\n');
            }
        } catch (UncheckedIOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return file;
    }
}
