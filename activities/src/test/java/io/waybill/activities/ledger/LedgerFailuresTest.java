package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.ledger.PlainBooks.Outcome;
import io.waybill.activities.testing.TestActivities;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.ibatis.session.SqlSessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random sequences of operations on money, of which many fail at a random point and are tried again, as activities are.
 * After a failure the account has what it had before, or what the operation makes of it; after the last try the same as
 * {@link PlainBooks}; after each sequence the invariants hold. {@code -Dwaybill.ledger.sequences} says how many,
 * {@code -Dwaybill.seed} from which seed; a failure names its own.
 */
@Timeout(900)
class LedgerFailuresTest {

    private static final int SEQUENCES = Integer.getInteger("waybill.ledger.sequences", 10_000);
    private static final long SEED = Long.getLong("waybill.seed", System.nanoTime() & 0xffff_ffffL);

    /** More than cores, because each waits for the database most of the time. */
    private static final int THREADS = 4;

    /** After so many the whole database is checked, and emptied so that each check stays cheap. */
    private static final int GROUP = 500;

    /** A connection that is killed takes a tenth of a second to replace. */
    private static final int CONNECTIONS_ONE_IN = 10;

    private static final int OPERATIONS_MAX = 7;
    private static final int FAILURES_MAX = 2;
    private static final int REPEATED_OF = 3;

    /** The longest operation has as many: two for each statement, two for the commit. */
    private static final int POINTS_MAX = 14;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities()
            .moneyOnly()
            .objectsInMemory()
            .with("logging.level.root", "OFF") // each killed connection is a warning of the pool
            .with("waybill.postgres.pool-size", "" + THREADS);

    private final Failpoints failpoints = new Failpoints(ACTIVITIES.database());
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void moneyMovesOnceWhereverItFails() throws Exception {
        ACTIVITIES.bean(SqlSessionFactory.class).getConfiguration().addInterceptor(failpoints);
        System.out.println("ledger failures: " + SEQUENCES + " sequences from seed " + SEED);
        long begin = System.nanoTime();

        for (int from = 0; from < SEQUENCES; from += GROUP) {
            runAll(SEED + from, SEED + Math.min(from + GROUP, SEQUENCES));
            ACTIVITIES.checkInvariants();
            ACTIVITIES.database().execute("""
                    SET session_replication_role = replica;
                    TRUNCATE account, balance, journal_entry, posting, month_spend, call_usage, open_charge, open_hold CASCADE
                    """);
        }

        System.out.printf(
                "ledger failures: %d sequences, %d operations, %d failures at %d points in %.1f s%n",
                SEQUENCES,
                operations.get(),
                failures.get(),
                failpoints.points().size(),
                (System.nanoTime() - begin) / 1e9);
        assertThat(pointsThatNeverFailed()).isEmpty();
        assertThat(operationsSeen())
                .containsExactlyInAnyOrder(
                        "Credit", "Debit", "Hold", "Settle", "Release", "Refund", "Charge", "GiveBack");
    }

    private void runAll(long fromSeed, long toSeed) throws Exception {
        var next = new AtomicLong(fromSeed);
        Callable<Void> work = () -> {
            try (var checks = new AccountInvariants(ACTIVITIES.database())) {
                for (long seed = next.getAndIncrement(); seed < toSeed; seed = next.getAndIncrement()) {
                    run(seed, checks);
                }
                return null;
            } catch (AssertionError | Exception e) {
                next.set(toSeed);
                throw e;
            } finally {
                failpoints.close();
            }
        };
        List<Future<Void>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(work));
            }
        }
        for (Future<Void> thread : running) {
            thread.get();
        }
    }

    private void run(long seed, AccountInvariants checks) throws Exception {
        var random = new SplittableRandom(seed);
        var real = new RealBooks(ACTIVITIES);
        var plain = new PlainBooks();
        List<LedgerOperation> sequence = sequence(random);
        try {
            for (LedgerOperation operation : sequence) {
                apply(operation, real, plain, random);
            }
            assertThat(checks.violations(real.account())).isEmpty();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("the sequence of -Dwaybill.seed=" + seed + " fails: " + sequence, e);
        }
    }

    private void apply(LedgerOperation operation, RealBooks real, PlainBooks plain, SplittableRandom random) {
        operations.incrementAndGet();
        Ledger.Balance before = balance(plain);
        Outcome wanted = plain.run(operation, real.account());
        Ledger.Balance after = balance(plain);

        attempt(operation, real, random, wanted, before.equals(after) ? Set.of(after) : Set.of(before, after), after);
        if (random.nextInt(REPEATED_OF) == 0) {
            // What was done is asked for again: it finds itself, and fails there too.
            attempt(operation, real, random, wanted, Set.of(after), after);
        }
    }

    private void attempt(
            LedgerOperation operation,
            RealBooks real,
            SplittableRandom random,
            Outcome wanted,
            Set<Ledger.Balance> allowed,
            Ledger.Balance after) {
        String name = operation.getClass().getSimpleName();
        int left = random.nextInt(FAILURES_MAX + 1);
        while (left-- > 0) {
            failpoints.arm(name, random.nextInt(POINTS_MAX), kind(random));
            Outcome answered = null;
            try {
                answered = real.run(operation);
            } catch (AssertionError | RuntimeException e) {
                assertThat(failpoints.disarm())
                        .as("a failure that nobody made: %s", e)
                        .isTrue();
                failures.incrementAndGet();
                assertThat(real.balance()).as("after a failed %s", operation).isIn(allowed);
                continue;
            }
            failpoints.disarm();
            assertThat(answered).as("%s", operation).isEqualTo(wanted);
        }
        failpoints.watch(name);
        assertThat(real.run(operation)).as("%s", operation).isEqualTo(wanted);
        failpoints.disarm();
        assertThat(real.balance()).as("after %s", operation).isEqualTo(after);
    }

    private static Failpoints.Kind kind(SplittableRandom random) {
        return switch (random.nextInt(CONNECTIONS_ONE_IN)) {
            case 0 -> Failpoints.Kind.CONNECTION;
            case 1, 2, 3, 4 -> Failpoints.Kind.SERIALIZATION;
            default -> Failpoints.Kind.EXCEPTION;
        };
    }

    private static Ledger.Balance balance(PlainBooks plain) {
        return new Ledger.Balance(plain.balance(BalanceKind.available), plain.balance(BalanceKind.held));
    }

    private static List<LedgerOperation> sequence(SplittableRandom random) {
        List<LedgerOperation> sequence = new ArrayList<>();
        sequence.add(new LedgerOperation.Credit(0, 1 + random.nextInt(200)));
        int size = random.nextInt(3, OPERATIONS_MAX + 1);
        while (sequence.size() < size) {
            sequence.add(next(random, sequence));
        }
        return sequence;
    }

    private static LedgerOperation next(SplittableRandom random, List<LedgerOperation> before) {
        int name = random.nextInt(3);
        int batch = random.nextInt(2);
        int amount = 1 + random.nextInt(60);
        return switch (random.nextInt(15)) {
            case 0 -> new LedgerOperation.Credit(name, amount);
            case 1 -> new LedgerOperation.Debit(name, amount);
            case 2, 3, 4 -> new LedgerOperation.Hold(batch, amount);
            case 5, 6 ->
                new LedgerOperation.Settle(batch, name, random.nextInt(2), random.nextInt(30), random.nextInt(30));
            case 7, 13 -> new LedgerOperation.Release(batch, random.nextInt(40));
            case 8 -> new LedgerOperation.Refund(batch, name, amount);
            case 9, 10 -> new LedgerOperation.Charge(name, amount);
            case 11, 12 -> new LedgerOperation.GiveBack(charged(before, name));
            default -> before.get(random.nextInt(before.size()));
        };
    }

    /** {@return the name of the last charge, for what gives back nothing has few points; or {@code name}} */
    private static int charged(List<LedgerOperation> before, int name) {
        return before.reversed().stream()
                .filter(LedgerOperation.Charge.class::isInstance)
                .map(charge -> ((LedgerOperation.Charge) charge).name())
                .findFirst()
                .orElse(name);
    }

    /** Each point must have failed in each way, or the test is not what it says. */
    private Set<String> pointsThatNeverFailed() {
        var never = new TreeSet<String>();
        failpoints.points().forEach((point, fired) -> {
            for (Failpoints.Kind kind : EnumSet.allOf(Failpoints.Kind.class)) {
                if (!fired.containsKey(kind)) {
                    never.add(kind + " at " + point);
                }
            }
        });
        return never;
    }

    private Set<String> operationsSeen() {
        return failpoints.points().keySet().stream()
                .map(point -> point.substring(0, point.indexOf(':')))
                .collect(Collectors.toSet());
    }
}
