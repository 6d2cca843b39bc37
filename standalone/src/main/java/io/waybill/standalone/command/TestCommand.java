package io.waybill.standalone.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** For its help: the launcher runs it without us, because Maven replaces our jars meanwhile. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Runs every test: mvn verify, then OpenAI's clients against a running platform.")
final class TestCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "OPTION", description = "options for Maven")
    private List<String> options = List.of();

    @Override
    public Integer call() {
        throw new IllegalStateException("start it as ./waybill test " + String.join(" ", options));
    }
}
