package io.waybill.standalone.document;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever reads a rule of docs/security.md finds the test that would fail without it. */
class SecurityDocumentTest {

    private static final Path HOME = requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern NAME = Pattern.compile("`(\\w*(?:Test|IT))?(?:#(\\w+))?`");
    private static final Pattern FILE = Pattern.compile("`(tests/[\\w./-]+)`");

    @Test
    void eachRuleNamesATest() throws Exception {
        List<String> without = rules().stream()
                .filter(rule -> !NAME.matcher(lastColumn(rule)).find())
                .toList();

        assertThat(rules()).hasSizeGreaterThan(40);
        assertThat(without).isEmpty();
    }

    @Test
    void eachNamedTestIsThere() throws Exception {
        Map<String, String> sources = testSources();
        var missing = new ArrayList<String>();
        String text = Files.readString(HOME.resolve("docs/security.md"));
        String type = "";
        var names = NAME.matcher(text);
        while (names.find()) {
            // A method alone is of the class that was named last.
            type = names.group(1) == null ? type : names.group(1);
            String source = sources.get(type);
            String method = names.group(2);
            if (source == null || (method != null && !source.contains("void " + method + "("))) {
                missing.add(names.group());
            }
        }
        var files = FILE.matcher(text);
        while (files.find()) {
            if (!Files.exists(HOME.resolve(files.group(1)))) {
                missing.add(files.group());
            }
        }

        assertThat(missing).isEmpty();
    }

    /** Rows of tables whose last column is called test. */
    private static List<String> rules() throws IOException {
        var rules = new ArrayList<String>();
        boolean inside = false;
        for (String line : Files.readAllLines(HOME.resolve("docs/security.md"))) {
            if (!line.startsWith("|")) {
                inside = false;
            } else if (lastColumn(line).equals("test")) {
                inside = true;
            } else if (inside && !line.startsWith("| ---")) {
                rules.add(line);
            }
        }
        return rules;
    }

    private static String lastColumn(String row) {
        String cells = row.substring(0, row.lastIndexOf('|'));
        return cells.substring(cells.lastIndexOf('|') + 1).strip();
    }

    private static Map<String, String> testSources() throws IOException {
        var sources = new LinkedHashMap<String, String>();
        try (var modules = Files.list(HOME)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(tests)) {
                    for (Path file :
                            files.filter(it -> it.toString().endsWith(".java")).toList()) {
                        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                    }
                }
            }
        }
        return sources;
    }
}
