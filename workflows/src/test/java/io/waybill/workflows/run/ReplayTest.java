package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded histories replay with today's code. They are recorded by the tests that name one: {@code mvn -pl workflows
 * test -Dwaybill.histories.record=true}; those of released code stay as they are.
 */
class ReplayTest {

    private static final Path HISTORIES = Path.of("src/test/resources/histories");

    @ParameterizedTest
    @MethodSource("histories")
    void replays(Path history) throws IOException {
        WorkflowExecutionHistory recorded = WorkflowExecutionHistory.fromJson(Files.readString(history));

        assertThatCode(() -> Replays.replay(recorded)).doesNotThrowAnyException();
    }

    static List<Path> histories() throws IOException {
        try (Stream<Path> files = Files.list(HISTORIES)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
