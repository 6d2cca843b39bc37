package io.waybill.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How wrong {@code eta} and preflight's duration are: what they said against when the batch ended, alone and beside
 * another one of its lane. Errors are parts of the batch's whole time; positive where it was told too late an end.
 */
final class Eta implements Program {

    private static final int ITEMS = Integer.getInteger("waybill.bench.eta.items", 50_000);
    private static final double[] AT = {0.1, 0.25, 0.5, 0.75, 0.9};
    private static final double GOAL = 0.25;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        Path file = Lines.writeMany("echo", ITEMS);
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            client.topUp();
            client.await(client.createFromFile(client.upload(file)), false);
            var report = new Report("eta");
            String uploaded = client.upload(file);
            measure(report, "alone: ", client, uploaded);
            String beside = client.createFromFile(client.upload(file));
            measure(report, "beside another: ", client, uploaded);
            client.await(beside, false);
            return report;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void measure(Report report, String what, Client client, String file) throws Exception {
        double said = client.preflight(file).path("duration").path("seconds").asDouble();
        Instant begun = Instant.now();
        String batch = client.createFromFile(file);
        List<Look> looks = new ArrayList<>();
        JsonNode now = client.get("/v1/batches/" + batch);
        while (!now.path("completed_at").isNumber()) {
            if (now.path("eta").isTextual()) {
                looks.add(new Look(Instant.now(), Instant.parse(now.path("eta").asText())));
            }
            Thread.sleep(100);
            now = client.get("/v1/batches/" + batch);
        }
        Instant ended = Instant.now();
        double seconds = seconds(begun, ended);
        report.figure(what + "took", seconds, "s");
        report.figure(what + "preflight said", said, "s");
        report.atMost(what + "preflight, |error|", Math.abs(said - seconds) / seconds, "of it", GOAL);
        for (double at : AT) {
            Instant instant = begun.plus(Duration.ofMillis((long) (1_000 * at * seconds)));
            looks.stream()
                    .filter(look -> !look.at().isBefore(instant))
                    .findFirst()
                    .ifPresent(look -> {
                        double error = seconds(ended, look.eta()) / seconds;
                        String where = what + String.format("eta after %.0f %% of the time", 100 * at);
                        report.figure(where + ", error", error, "of it");
                        report.atMost(where + ", |error|", Math.abs(error), "of it", GOAL);
                    });
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    private record Look(Instant at, Instant eta) {}
}
