package io.waybill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Twenty accounts on one worker that takes 20 ms an item. First all submit as much; then one of them submits 100 times
 * as much, before the others do. Compared is the rate of each of the others.
 */
final class Fairness implements Program {

    private static final int ACCOUNTS = 20;
    private static final int GREED = 100;

    /**
     * Items of each account: long enough that the one chunk which the large account has running when the others come,
     * 512 items, is a part of its share. The system property makes a tiny run of it.
     */
    private static final int ITEMS = Integer.getInteger("waybill.bench.fairness.items", 500);

    private static final String INPUT = "!sleep 20";
    private static final double SHARE_GOAL = 0.80;
    private static final double JAIN_GOAL = 0.95;
    private static final long POLL_MILLIS = 100;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        var report = new Report("fairness");
        List<Client> accounts = new ArrayList<>();
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                accounts.add(client.account("fairness-" + i));
            }
            double[] equal = rates(accounts, ITEMS);
            double[] beside = rates(accounts, ITEMS * GREED);
            double least = 1;
            for (int i = 1; i < ACCOUNTS; i++) {
                least = Math.min(least, beside[i] / equal[i]);
            }
            report.figure("items of each account", ITEMS, "items");
            report.figure("rate of an account where all are equal, mean", mean(equal, 0), "items/s");
            report.figure("the same beside one that submits 100 times as much", mean(beside, 1), "items/s");
            report.figure("rate of that one meanwhile", beside[0], "items/s");
            report.atLeast("slowest of the others, part of its rate where all are equal", least, "", SHARE_GOAL);
            report.atLeast("Jain's index of all rates", jain(beside), "", JAIN_GOAL);
        } finally {
            accounts.forEach(Client::close);
        }
        return report;
    }

    /**
     * {@return items a second of each account from when all had submitted: of all but the first until each has ended,
     * of the first in the time that the last of the others took} What the first had done before the others were there
     * is not counted: nobody was there to share with.
     */
    private static double[] rates(List<Client> accounts, int first) throws IOException, InterruptedException {
        var batches = new String[ACCOUNTS];
        batches[0] = submit(accounts.getFirst(), first);
        for (int i = 1; i < ACCOUNTS; i++) {
            batches[i] = submit(accounts.get(i), ITEMS);
        }
        long before = accounts.getFirst().succeeded(batches[0]);
        long start = System.nanoTime();
        var rates = new double[ACCOUNTS];
        int left = ACCOUNTS - 1;
        while (left > 0) {
            Thread.sleep(POLL_MILLIS);
            for (int i = 1; i < ACCOUNTS; i++) {
                if (rates[i] == 0 && accounts.get(i).succeeded(batches[i]) == ITEMS) {
                    rates[i] = ITEMS / seconds(start);
                    left--;
                }
            }
        }
        rates[0] = (accounts.getFirst().succeeded(batches[0]) - before) / seconds(start);
        accounts.getFirst().cancel(batches[0]);
        return rates;
    }

    private static String submit(Client account, int items) throws IOException, InterruptedException {
        var lines = new StringBuilder();
        for (int i = 0; i < items; i++) {
            lines.append("{\"custom_id\":\"i")
                    .append(i)
                    .append(
                            "\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"echo\",\"input\":\"")
                    .append(INPUT)
                    .append("\"}}\n");
        }
        Path file = Files.createTempFile("fairness", ".jsonl");
        try {
            Files.writeString(file, lines);
            return account.createFromFile(account.upload(file));
        } finally {
            Files.delete(file);
        }
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static double mean(double[] rates, int from) {
        return Arrays.stream(rates).skip(from).average().orElse(0);
    }

    /** Jain, Chiu and Hawe, 1984: 1 where all rates are equal, 1/n where one has everything. */
    private static double jain(double[] rates) {
        double sum = Arrays.stream(rates).sum();
        double squares = Arrays.stream(rates).map(rate -> rate * rate).sum();
        return sum * sum / (rates.length * squares);
    }
}
