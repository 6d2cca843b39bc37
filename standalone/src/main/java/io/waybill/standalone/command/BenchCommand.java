package io.waybill.standalone.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** For its help: the launcher runs it from the bench module. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the platform on this machine; prints one table and writes one JSON file a bench.")
final class BenchCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description = "embed-batch, overhead, small, interactive, memory, start, or all")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        throw new IllegalStateException("start it as ./waybill bench " + String.join(" ", names));
    }
}
