package io.waybill.standalone.document;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A fenced block of a document.
 *
 * @param document path from the project's root
 * @param line of the opening fence, from 1
 * @param language behind the fence; empty where nothing stands there
 */
record DocumentBlock(String document, int line, String language, String text) {

    private static final String FENCE = "```";
    private static final Set<String> SHELL = Set.of("sh", "bash", "shell", "console");
    private static final String PYTHON = "python";

    DocumentBlock {
        requireNonNull(document, "document");
        requireNonNull(language, "language");
        requireNonNull(text, "text");
    }

    /** {@return all blocks of a document in their order} */
    static List<DocumentBlock> of(Path home, String document) throws IOException {
        return parse(document, Files.readAllLines(home.resolve(document)));
    }

    static List<DocumentBlock> parse(String document, List<String> lines) {
        var blocks = new ArrayList<DocumentBlock>();
        int opened = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            if (opened < 0) {
                opened = i;
            } else {
                String language = lines.get(opened).substring(FENCE.length()).strip();
                String text = lines.subList(opened + 1, i).stream().collect(Collectors.joining("\n", "", "\n"));
                blocks.add(new DocumentBlock(document, opened + 1, language, text));
                opened = -1;
            }
        }
        if (opened >= 0) {
            throw new IllegalStateException(document + ":" + (opened + 1) + ": the block has no end");
        }
        return List.copyOf(blocks);
    }

    /** {@return whether a reader would paste it into a shell or into Python} */
    boolean isForReaders() {
        return SHELL.contains(language) || isPython();
    }

    boolean isPython() {
        return language.equals(PYTHON);
    }

    /** {@return its first line without the comment behind it} */
    String command() {
        return text.lines().findFirst().orElse("").replaceFirst("\\s+#.*", "").strip();
    }

    @Override
    public String toString() {
        return document + ":" + line + " " + command();
    }
}
