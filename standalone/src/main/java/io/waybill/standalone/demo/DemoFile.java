package io.waybill.standalone.demo;

import static java.util.Objects.requireNonNull;

import io.waybill.standalone.data.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;

/**
 * A JSONL file of one sentence a line, with seven lines that are bad in seven ways.
 *
 * @param texts by line, counted from 0; what a bad line would have had included
 */
record DemoFile(Path path, List<String> texts) {

    static final String MODEL = "all-minilm-l6-v2";

    private static final String URL = "/v1/embeddings";
    private static final ObjectWriter LINE = Json.MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);

    /** Far over what the model reads at once. */
    private static final int REPEATS = 120;

    DemoFile {
        requireNonNull(path, "path");
        texts = List.copyOf(texts);
    }

    /** The bad lines, by number from 1, with what is wrong, for people. */
    static Map<Integer, String> badLines() {
        Map<Integer, String> bad = new LinkedHashMap<>();
        bad.put(58, "cut off in the middle");
        bad.put(143, "the custom_id of line 142 again");
        bad.put(276, "a model that does not exist");
        bad.put(391, "an empty input");
        bad.put(504, "another url");
        bad.put(688, "a number for an input");
        bad.put(871, "longer than the model reads");
        return bad;
    }

    /** Writes {@code texts} to {@code path}. */
    static DemoFile write(Path path, List<String> texts) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(path)) {
            for (int index = 0; index < texts.size(); index++) {
                out.write(line(index + 1, texts.get(index)));
                out.write('\n');
            }
        }
        return new DemoFile(path, texts);
    }

    /** {@return the text of an item, by its custom id} */
    String text(String customId) {
        return texts.get(Integer.parseInt(customId.substring(customId.lastIndexOf('-') + 1)) - 1);
    }

    private static String line(int number, String text) {
        return switch (number) {
            case 58 -> request(id(number), URL, MODEL, text).substring(0, 60);
            case 143 -> request(id(142), URL, MODEL, text);
            case 276 -> request(id(number), URL, "gpt-of-my-dreams", text);
            case 391 -> request(id(number), URL, MODEL, "");
            case 504 -> request(id(number), "/v1/telepathy", MODEL, text);
            case 688 -> request(id(number), URL, MODEL, 42);
            case 871 -> request(id(number), URL, MODEL, (text + " ").repeat(REPEATS));
            default -> request(id(number), URL, MODEL, text);
        };
    }

    private static String id(int number) {
        return "sentence-" + number;
    }

    private static String request(String id, String url, String model, Object input) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("input", input);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("custom_id", id);
        line.put("method", "POST");
        line.put("url", url);
        line.put("body", body);
        return LINE.writeValueAsString(line);
    }
}
