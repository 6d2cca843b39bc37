package io.waybill.bench;

import io.waybill.gpu.upstream.UpstreamGenerator;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.catalog.ModelManifest.Limits;
import io.waybill.models.catalog.ModelManifest.Pricing;
import io.waybill.models.catalog.ModelManifest.Upstream;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the engine for other servers adds to a streamed call: the time to its first piece and to its end, at 50 streams
 * at a time, beside the same HTTP client without it, in turn, from a server that answers at once.
 */
final class UpstreamStreams implements Program {

    private static final int STREAMS = 50;
    private static final int CALLS_EACH = 6;
    private static final int ROUNDS = 4;
    private static final int WARM_UP_ROUNDS = 4;
    private static final double GOAL_P50_MILLIS = 3;
    private static final double GOAL_P99_MILLIS = 15;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        var bare = new Times();
        var upstream = new Times();
        try (var server = new SteadyServer();
                var client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
                var generator = UpstreamGenerator.open(manifest(server.url()))) {
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                Times first = round(() -> bareCall(client, server.url()));
                Times second = round(() -> upstreamCall(generator));
                if (round >= 0) {
                    bare.addAll(first);
                    upstream.addAll(second);
                }
            }
            if (generator.slots() < STREAMS) {
                throw new IllegalStateException("the engine found only " + generator.slots() + " slots");
            }
        }
        var report = new Report("upstream");
        report.figure("streams at a time", STREAMS, "");
        report.figure("calls each way", bare.first.size(), "");
        add(report, "first piece", bare.first, upstream.first, true);
        add(report, "whole answer", bare.whole, upstream.whole, false);
        return report;
    }

    private static void add(Report report, String what, List<Double> bare, List<Double> upstream, boolean goal) {
        for (int percent : new int[] {50, 99}) {
            double without = Percentiles.of(array(bare), percent);
            double with = Percentiles.of(array(upstream), percent);
            report.figure(what + ", bare client p" + percent, without, "ms");
            report.figure(what + ", upstream p" + percent, with, "ms");
            String added = what + ", added p" + percent;
            if (goal) {
                report.atMost(added, with - without, "ms", percent == 50 ? GOAL_P50_MILLIS : GOAL_P99_MILLIS);
            } else {
                report.figure(added, with - without, "ms");
            }
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Times round(Callable<double[]> call) throws Exception {
        var tasks = new ArrayList<Callable<Times>>();
        for (int stream = 0; stream < STREAMS; stream++) {
            tasks.add(() -> {
                var times = new Times();
                for (int i = 0; i < CALLS_EACH; i++) {
                    double[] firstAndWhole = call.call();
                    times.first.add(firstAndWhole[0]);
                    times.whole.add(firstAndWhole[1]);
                }
                return times;
            });
        }
        var all = new Times();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Times> future : threads.invokeAll(tasks)) {
                all.addAll(future.get());
            }
        }
        return all;
    }

    private static double[] bareCall(HttpClient client, String url) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"model":"steady","messages":[{"role":"user","content":"Say something."}],"max_tokens":64,\
                        "stream":true,"stream_options":{"include_usage":true}}"""))
                .build();
        long first = 0;
        int pieces = 0;
        try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
            var iterator = lines.iterator();
            while (iterator.hasNext()) {
                if (iterator.next().contains("\"content\"")) {
                    first = first == 0 ? System.nanoTime() : first;
                    pieces++;
                }
            }
        }
        return times(begun, first, pieces);
    }

    private static double[] upstreamCall(UpstreamGenerator generator) throws InterruptedException {
        var sink = new FirstPiece();
        long begun = System.nanoTime();
        generator.generate(
                new GenerationRequest(
                        GenerationEndpoint.chat,
                        "steady",
                        new Prompt.Chat(List.of(Message.of("user", "Say something.")), List.of(), "auto"),
                        Sampling.DEFAULT,
                        OutputFormat.TEXT,
                        64,
                        1,
                        true,
                        true),
                sink);
        return times(begun, sink.first, sink.pieces);
    }

    private static double[] times(long begun, long first, int pieces) {
        if (pieces != SteadyServer.PIECES) {
            throw new IllegalStateException("an answer had " + pieces + " pieces");
        }
        return new double[] {(first - begun) / 1e6, (System.nanoTime() - begun) / 1e6};
    }

    private static ModelManifest manifest(String url) {
        return new ModelManifest(
                "steady",
                ModelManifest.CHAT,
                "upstream",
                "upstream",
                Map.of(),
                0,
                null,
                null,
                false,
                new Limits(8_192, 1, 1, 1, 1_024, 256),
                new Pricing("token", BigDecimal.ONE, BigDecimal.ONE),
                new Upstream(List.of(url), "steady", null, STREAMS, 60),
                "none");
    }

    /** Milliseconds. */
    private static final class Times {

        private final List<Double> first = Collections.synchronizedList(new ArrayList<>());
        private final List<Double> whole = Collections.synchronizedList(new ArrayList<>());

        void addAll(Times other) {
            first.addAll(other.first);
            whole.addAll(other.whole);
        }
    }

    /** Notes when the first piece came. */
    private static final class FirstPiece implements GenerationSink {

        private long first;
        private int pieces;

        @Override
        public void accept(GenerationEvent event) {
            if (event instanceof Piece) {
                first = first == 0 ? System.nanoTime() : first;
                pieces++;
            } else if (event instanceof Failed failed) {
                throw new IllegalStateException(failed.code() + ": " + failed.message());
            }
        }

        @Override
        public boolean wanted() {
            return true;
        }
    }
}
