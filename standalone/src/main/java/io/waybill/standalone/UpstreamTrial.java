package io.waybill.standalone;

import io.waybill.gpu.upstream.UpstreamGenerator;
import io.waybill.gpu.upstream.UpstreamProbe;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tries a model behind servers once: whether they have it and, where it generates text, one short answer and how fast
 * it came.
 */
public final class UpstreamTrial {

    /** Enough for a rate, and cheap. */
    private static final int TOKENS = 32;

    private UpstreamTrial() {}

    /** {@return a line for each thing found, good or bad} */
    public static Report run(ModelManifest manifest) throws InterruptedException {
        ModelManifest.Upstream upstream = manifest.upstream();
        if (upstream == null) {
            throw new IllegalArgumentException("model " + manifest.id() + " has no upstream");
        }
        var good = new ArrayList<String>();
        var bad = new ArrayList<String>();
        Map<String, Optional<String>> problems = UpstreamProbe.problems(upstream);
        problems.forEach((url, problem) -> problem.ifPresentOrElse(
                what -> bad.add(url + " " + what), () -> good.add(url + " has " + upstream.model())));
        boolean some = problems.values().stream().anyMatch(Optional::isEmpty);
        if (some && manifest.task().equals(ModelManifest.CHAT)) {
            generate(manifest, good, bad);
        }
        return new Report(good, bad);
    }

    private static void generate(ModelManifest manifest, List<String> good, List<String> bad)
            throws InterruptedException {
        var answer = new TimedAnswer();
        try (var generator = UpstreamGenerator.open(manifest)) {
            generator.generate(
                    new GenerationRequest(
                            GenerationEndpoint.chat,
                            manifest.id(),
                            new Prompt.Chat(List.of(Message.of("user", "Count from one to ten.")), List.of(), "auto"),
                            Sampling.DEFAULT,
                            OutputFormat.TEXT,
                            Math.min(TOKENS, manifest.limits().output()),
                            1,
                            true,
                            true),
                    answer);
        }
        Failed failed = answer.failed.orElse(null);
        Done done = answer.done.orElse(null);
        if (failed != null) {
            bad.add("no answer: " + failed.code() + ": " + failed.message());
        } else if (done == null || done.completionTokens() == 0) {
            bad.add("the answer is empty");
        } else {
            good.add(answer.rate(done));
        }
    }

    /**
     * What was found.
     *
     * @param good lines
     * @param bad lines; empty where the model can be used at each of its servers
     */
    public record Report(List<String> good, List<String> bad) {

        /** Copies the lists. */
        public Report {
            good = List.copyOf(good);
            bad = List.copyOf(bad);
        }
    }

    /** Takes the times. */
    private static final class TimedAnswer implements GenerationSink {

        private final long begun = System.nanoTime();
        private long first;
        private Optional<Done> done = Optional.empty();
        private Optional<Failed> failed = Optional.empty();

        @Override
        public void accept(GenerationEvent event) {
            switch (event) {
                case Piece _ -> first = first == 0 ? System.nanoTime() : first;
                case Done end -> done = Optional.of(end);
                case Failed end -> failed = Optional.of(end);
                default -> {
                    // Tool calls and ends have no time of their own.
                }
            }
        }

        @Override
        public boolean wanted() {
            return true;
        }

        String rate(Done end) {
            double firstMillis = (first - begun) / 1e6;
            double seconds = Math.max(1e-3, (System.nanoTime() - first) / 1e9);
            return String.format(
                    Locale.ROOT,
                    "answered with %d tokens: first after %.0f ms, then %.1f tokens/s",
                    end.completionTokens(),
                    firstMillis,
                    Math.max(0, end.completionTokens() - 1) / seconds);
        }
    }
}
