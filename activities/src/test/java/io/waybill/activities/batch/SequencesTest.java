package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.ItemState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random lives of accounts and their batches, with real steps on PostgreSQL, against a plain model of what items and
 * money should do. {@code -Dwaybill.sequences} says how many, {@code -Dwaybill.seed} from which seed; a failure names
 * its own and the shortest sequence found that still fails.
 */
@Timeout(900)
class SequencesTest {

    private static final int SEQUENCES = Integer.getInteger("waybill.sequences", 10_000);
    private static final long SEED = Long.getLong("waybill.seed", System.nanoTime() & 0xffff_ffffL);

    /** The invariants are asked of the whole database after so many. */
    private static final int GROUP = 1_000;

    /** More than cores, because each waits for the database most of the time. */
    private static final int THREADS = 4;

    private static final Pattern INDEX = Pattern.compile("\"index\":(\\d+)");

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities()
            .objectsInMemory()
            .with("logging.level.io.waybill", "ERROR")
            .with("waybill.postgres.pool-size", "" + THREADS);

    @Test
    void anySequenceAgreesWithAPlainModel() throws Exception {
        System.out.println("sequences: " + SEQUENCES + " from seed " + SEED);
        long begin = System.nanoTime();
        long operations = 0;

        for (int from = 0; from < SEQUENCES; from += GROUP) {
            int to = Math.min(from + GROUP, SEQUENCES);
            operations += runAll(SEED + from, SEED + to);
            checkInvariants(SEED + from, SEED + to);
        }

        System.out.printf(
                "sequences: %d with %d operations in %.1f s%n",
                SEQUENCES, operations, (System.nanoTime() - begin) / 1e9);
        assertThat(operations).isGreaterThan(SEQUENCES);
    }

    private static long runAll(long fromSeed, long toSeed) throws InterruptedException, ExecutionException {
        var next = new AtomicLong(fromSeed);
        var stopped = new AtomicBoolean();
        Callable<Long> work = () -> {
            long operations = 0;
            for (long seed = next.getAndIncrement(); seed < toSeed && !stopped.get(); seed = next.getAndIncrement()) {
                List<Operation> sequence = Sequence.of(seed);
                Throwable failure = failure(sequence);
                if (failure != null) {
                    stopped.set(true);
                    throw report(seed, sequence, failure);
                }
                operations += sequence.size();
            }
            return operations;
        };
        long operations = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(work));
            }
            for (Future<Long> thread : running) {
                operations += thread.get();
            }
        }
        return operations;
    }

    /** Where one does not hold, the sequences of the group run once more one by one, to find whose fault it is. */
    private static void checkInvariants(long fromSeed, long toSeed) {
        int known = ACTIVITIES.violations().size();
        if (known == 0) {
            return;
        }
        for (long seed = fromSeed; seed < toSeed; seed++) {
            List<Operation> sequence = Sequence.of(seed);
            if (breaksInvariants(sequence)) {
                throw report(
                        seed,
                        sequence,
                        new AssertionError(ACTIVITIES.violations().getLast().toString()));
            }
        }
        ACTIVITIES.checkInvariants();
    }

    private static boolean breaksInvariants(List<Operation> sequence) {
        int known = ACTIVITIES.violations().size();
        return failure(sequence) != null || ACTIVITIES.violations().size() > known;
    }

    private static AssertionError report(long seed, List<Operation> sequence, Throwable failure) {
        List<Operation> shortest =
                Sequence.shrink(sequence, shorter -> failure(shorter) != null || breaksInvariants(shorter));
        return new AssertionError(
                "the sequence of -Dwaybill.seed=" + seed + " -Dwaybill.sequences=1 fails; the shortest that does is "
                        + shortest,
                failure);
    }

    private static @Nullable Throwable failure(List<Operation> sequence) {
        try {
            live(sequence);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    private static void live(List<Operation> sequence) {
        var real = new RealAccount(ACTIVITIES);
        var plain = new PlainAccount();
        for (Operation operation : sequence) {
            if (plain.allows(operation)) {
                PlainAccount.Outcome answered = real.apply(operation, plain);
                assertThat(answered).as("%s", operation).isEqualTo(plain.apply(operation));
                check(operation, real, plain);
            }
        }
    }

    private static void check(Operation operation, RealAccount real, PlainAccount plain) {
        long item = BatchWorld.ITEM_NANOS;
        assertThat(real.balance())
                .as("balance after %s", operation)
                .isEqualTo(new Ledger.Balance(plain.available() * item, plain.held() * item));
        if (operation instanceof Operation.OfBatch step) {
            PlainBatch batch = requireNonNull(plain.batch(step.slot()), "batch");
            checkProgress(operation, real.progress(step.slot()), batch);
            if (operation instanceof Operation.Read && batch.started) {
                checkFiles(real, step.slot(), batch);
            }
        }
    }

    private static void checkProgress(Operation operation, BatchProgress progress, PlainBatch batch) {
        long item = BatchWorld.ITEM_NANOS;
        assertThat(progress)
                .as("progress after %s", operation)
                .isEqualTo(new BatchProgress(
                        batch.planned ? batch.lines.length : 0,
                        batch.count(ItemState.pending),
                        batch.count(ItemState.succeeded),
                        batch.count(ItemState.failed),
                        batch.count(ItemState.cancelled),
                        batch.count(ItemState.expired),
                        batch.held * item,
                        batch.captured * item,
                        batch.released * item,
                        progress.errors()));
    }

    private static void checkFiles(RealAccount real, int slot, PlainBatch batch) {
        List<Integer> succeeded = new ArrayList<>();
        for (int i = 0; i < batch.lines.length; i++) {
            if (batch.lines[i] == ItemState.succeeded) {
                succeeded.add(i);
            }
        }
        int errors = batch.lines.length - succeeded.size();
        List<List<String>> files = real.files(slot, !succeeded.isEmpty(), errors > 0);
        assertThat(files.getFirst().stream().map(SequencesTest::index)).isEqualTo(succeeded);
        assertThat(files.getLast()).hasSize(errors);
    }

    private static int index(String line) {
        var found = INDEX.matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
