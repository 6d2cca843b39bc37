package io.waybill.standalone.demo;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A thousand sentences about many things, written for this. */
final class Sentences {

    private static final String RESOURCE = "sentences.txt";

    private Sentences() {}

    /** {@return them, in the file's order, which keeps like things together} */
    static List<String> all() throws IOException {
        try (InputStream in = Sentences.class.getResourceAsStream(RESOURCE)) {
            String text = new String(requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(it -> !it.isBlank()).toList();
        }
    }
}
