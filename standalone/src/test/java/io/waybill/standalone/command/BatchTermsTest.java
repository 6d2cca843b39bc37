package io.waybill.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BatchTermsTest {

    @Test
    void leavesToTheApiWhatIsLeftOut() {
        assertThat(body()).isEqualTo(Map.of("completion_window", "24h"));
    }

    @Test
    void sendsEveryLimitAsTheApiSpellsIt() {
        Map<String, Object> body = body(
                "--completion-window",
                "6h",
                "--strict",
                "--priority",
                "fill",
                "--max-cost",
                "1.50",
                "--max-error-rate",
                "0.1",
                "--on-limit",
                "cancel",
                "--no-reuse");

        assertThat(body)
                .isEqualTo(Map.of(
                        "completion_window", "6h",
                        "strict", true,
                        "priority", "fill",
                        "max_cost", "1.50",
                        "max_error_rate", 0.1,
                        "on_limit", "cancel",
                        "reuse", false));
    }

    @Test
    void knowsTheWindowByItsShortNameToo() {
        assertThat(body("--window", "2d")).containsEntry("completion_window", "2d");
    }

    private static Map<String, Object> body(String... arguments) {
        var terms = new BatchTerms();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("terms", CommandLine.Model.CommandSpec.forAnnotatedObject(terms)))
                .parseArgs(arguments);
        var body = new LinkedHashMap<String, Object>();
        terms.into(body);
        return body;
    }
}
