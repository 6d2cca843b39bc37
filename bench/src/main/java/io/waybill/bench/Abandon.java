package io.waybill.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * 200 streams of {@code smollm2-135m} at a time, of five accounts, half of which go away at random: what is left behind
 * of slots, holds, descriptors and threads once the last has ended, against before. Who is told to come back does so.
 * Linux only.
 */
final class Abandon implements Program {

    private static final String MODEL = "smollm2-135m";
    private static final int STREAMS = Integer.getInteger("waybill.bench.abandon.streams", 200);

    /** An account may have 48 calls at a time. */
    private static final int ACCOUNTS = 5;

    private static final int TOKENS = 16;
    private static final int TOO_MANY = 429;
    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final int ABANDONED_WITHIN_MILLIS = 5_000;

    /** Idle connections and threads of pools are kept so long, half a minute and a little. */
    private static final Duration SETTLE = Duration.ofSeconds(75);

    /** Until pools and buffers have the size that they keep. */
    private static final int ROUNDS_BEFORE = 2;

    /** Pools breathe by a few. */
    private static final int BREATH = 5;

    private final Random random = new Random(1);

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        var report = new Report("abandon");
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                clients.add(client.account("streams " + i));
            }
            long node = pid(instance.connection());
            for (int i = 0; i < ROUNDS_BEFORE; i++) {
                round(clients);
            }
            awaitRest(clients);
            double descriptors = count(node, "fd");
            double threads = count(node, "task");
            report.figure("streams at a time, half of them abandoned", STREAMS, "");
            Ends ends = round(clients);
            report.figure("read to their end", ends.whole(), "");
            report.figure("abandoned", ends.abandoned(), "");
            report.figure("of them before the first token", ends.early(), "");
            report.figure("told to come back (429), of both kinds", ends.refused(), "times");
            long begun = System.nanoTime();
            while (client.metric("node", "waybill_generation_running") > 0) {
                Thread.sleep(10);
            }
            report.atMost("last stream ended to all slots free", (System.nanoTime() - begun) / 1e9, "s", 1);
            awaitRest(clients);
            report.atMost("slots taken", client.metric("node", "waybill_generation_running"), "", 0);
            report.atMost("held", held(clients), "units", 0);
            report.atMost("descriptors more than before", count(node, "fd") - descriptors, "", BREATH);
            report.atMost("threads more than before", count(node, "task") - threads, "", BREATH);
        }
        return report;
    }

    private static long pid(Connection connection) {
        Long pid = connection.pids().get("node");
        if (pid == null) {
            throw new IllegalStateException("the platform does not run as one node");
        }
        return pid;
    }

    private static double held(List<Client> clients) throws IOException, InterruptedException {
        double held = 0;
        for (Client client : clients) {
            held += client.held();
        }
        return held;
    }

    private static void awaitRest(List<Client> clients) throws IOException, InterruptedException {
        Thread.sleep(SETTLE);
        while (held(clients) > 0) {
            Thread.sleep(COME_BACK);
        }
    }

    private Ends round(List<Client> clients) throws Exception {
        List<Callable<Ends>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            int number = i;
            // Each account has streams of both kinds.
            Client client = clients.get(i / 2 % ACCOUNTS);
            var after = Duration.ofMillis(random.nextInt(ABANDONED_WITHIN_MILLIS));
            streams.add(() -> number % 2 == 0 ? whole(client, number) : abandoned(client, number, after));
        }
        var all = new Ends(0, 0, 0, 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Ends> ends : threads.invokeAll(streams)) {
                all = all.plus(ends.get());
            }
        }
        return all;
    }

    private static Ends whole(Client client, int number) throws IOException, InterruptedException {
        int refused = 0;
        int status = client.streamToItsEnd(MODEL, question(number), TOKENS);
        while (status == TOO_MANY) {
            refused++;
            Thread.sleep(COME_BACK);
            status = client.streamToItsEnd(MODEL, question(number), TOKENS);
        }
        return new Ends(1, 0, 0, refused);
    }

    private static Ends abandoned(Client client, int number, Duration after) throws InterruptedException {
        int status = client.abandon(MODEL, question(number), TOKENS, after);
        return new Ends(0, 1, status < 0 ? 1 : 0, status == TOO_MANY ? 1 : 0);
    }

    private static String question(int number) {
        return "Say something about the number " + number + ".";
    }

    private static double count(long pid, String of) {
        try (var entries = Files.list(Path.of("/proc", Long.toString(pid), of))) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How streams ended. */
    private record Ends(int whole, int abandoned, int early, int refused) {

        Ends plus(Ends more) {
            return new Ends(whole + more.whole, abandoned + more.abandoned, early + more.early, refused + more.refused);
        }
    }
}
