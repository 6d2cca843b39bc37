package io.waybill.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One table of figures, printed and written as a JSON file. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final String name;
    private final List<Row> rows = new ArrayList<>();

    Report(String name) {
        this.name = name;
    }

    /** Adds a figure without a goal. */
    void figure(String what, double value, String unit) {
        rows.add(new Row(what, value, unit, "", Verdict.none));
    }

    /** Adds a figure that should be at least {@code goal}. */
    void atLeast(String what, double value, String unit, double goal) {
        rows.add(new Row(what, value, unit, ">= " + number(goal), value >= goal ? Verdict.met : Verdict.missed));
    }

    /** Adds a figure that should be at most {@code goal}. */
    void atMost(String what, double value, String unit, double goal) {
        rows.add(new Row(what, value, unit, "<= " + number(goal), value <= goal ? Verdict.met : Verdict.missed));
    }

    /** Prints the table and writes {@code <name>.json} into {@code directory}. */
    void publish(PrintStream out, Path directory) throws IOException {
        out.printf("%n%s%n", name);
        out.printf("  %-52s %12s  %-10s %-12s %s%n", "figure", "value", "unit", "goal", "");
        for (Row row : rows) {
            out.printf(
                    "  %-52s %12s  %-10s %-12s %s%n",
                    row.what(),
                    number(row.value()),
                    row.unit(),
                    row.goal(),
                    row.verdict() == Verdict.none ? "" : row.verdict().name());
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("bench", name);
        document.put("java", Runtime.version().toString());
        document.put("cores", Runtime.getRuntime().availableProcessors());
        document.put("figures", rows);
        Files.createDirectories(directory);
        Path file = directory.resolve(name + ".json");
        JSON.writeValue(file.toFile(), document);
        out.printf("  written to %s%n", file);
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e12) {
            return String.format(Locale.ROOT, "%d", (long) value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3f", value);
    }

    /** Whether a goal was met. */
    enum Verdict {
        none,
        met,
        missed
    }

    /** One line of the table. */
    record Row(String what, double value, String unit, String goal, Verdict verdict) {}
}
