package io.waybill.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs benches by name. */
@Command(
        name = "waybill bench",
        mixinStandardHelpOptions = true,
        description = "Measures the platform on this machine; prints one table and writes one JSON file a bench.")
public final class Bench implements Callable<Integer> {

    private static final Map<String, Supplier<Program>> PROGRAMS = programs();

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description =
                    "embed-batch, scale-out, overhead, small, interactive, memory, scale, coexist, auth, results, eta, fairness, generate, abandon, upstream, start, or all")
    private List<String> names = List.of();

    @Option(names = "--launcher", description = "the launcher to start platforms with", hidden = true)
    private Path launcher = Path.of("waybill");

    @Option(
            names = "--models",
            description = "where models are installed",
            defaultValue = "${env:WAYBILL_MODELS_DIRECTORY:-}")
    private String models = "";

    @Option(
            names = "--out",
            description = "folder of the JSON files (default: ${DEFAULT-VALUE})",
            defaultValue = "bench/target/results")
    private Path out = Path.of("bench/target/results");

    /** Runs the benches named in {@code arguments}; ends with 2 where a name is unknown. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<String> chosen = names.contains("all") ? List.copyOf(PROGRAMS.keySet()) : names;
        for (String name : chosen) {
            if (!PROGRAMS.containsKey(name)) {
                System.err.println(
                        "no bench is called " + name + "; there are: " + String.join(", ", PROGRAMS.keySet()));
                return CommandLine.ExitCode.USAGE;
            }
        }
        for (String name : chosen) {
            System.out.println("running " + name + " …");
            var program = PROGRAMS.get(name);
            if (program != null) {
                program.get().run(launcher.toAbsolutePath(), modelsDirectory()).publish(System.out, out);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private Path modelsDirectory() {
        if (!models.isEmpty()) {
            return Path.of(models);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path root =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return root.resolve("waybill").resolve("models");
    }

    private static Map<String, Supplier<Program>> programs() {
        Map<String, Supplier<Program>> programs = new LinkedHashMap<>();
        programs.put("start", Start::new);
        programs.put("small", Small::new);
        programs.put("ledger", LedgerHolds::new);
        programs.put("interactive", Interactive::new);
        programs.put("overhead", Overhead::new);
        programs.put("embed-batch", EmbedBatch::new);
        programs.put("scale-out", ScaleOut::new);
        programs.put("memory", Memory::new);
        programs.put("scale", Scale::new);
        programs.put("coexist", Coexist::new);
        programs.put("auth", Auth::new);
        programs.put("results", Results::new);
        programs.put("eta", Eta::new);
        programs.put("fairness", Fairness::new);
        programs.put("generate", Generate::new);
        programs.put("abandon", Abandon::new);
        programs.put("upstream", UpstreamStreams::new);
        return programs;
    }
}
