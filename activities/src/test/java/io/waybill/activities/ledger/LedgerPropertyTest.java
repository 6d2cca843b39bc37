package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney.ChunkMoney;
import io.waybill.activities.ledger.BatchMoney.HoldAnswer;
import io.waybill.activities.ledger.PlainBooks.Outcome;
import io.waybill.activities.testing.TestActivities;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Any sequence of operations leaves the same money in the ledger as in {@link PlainBooks}. Few, because
 * {@code SequencesTest} runs many with batches; these also use references again for other amounts.
 */
class LedgerPropertyTest {

    private static final int SEQUENCES = 500;

    private static final TestActivities ACTIVITIES = new TestActivities().moneyOnly();

    @BeforeContainer
    static void start() {
        ACTIVITIES.start();
    }

    @AfterContainer
    static void stop() {
        try {
            ACTIVITIES.checkInvariants();
        } finally {
            ACTIVITIES.stop();
        }
    }

    @Property(tries = SEQUENCES, shrinking = ShrinkingMode.BOUNDED)
    void anySequenceAgreesWithPlainBooks(@ForAll("sequences") List<Operation> operations) {
        var real = new RealBooks();
        var plain = new PlainBooks();

        for (Operation operation : operations) {
            Outcome outcome = real.run(operation);

            assertThat(outcome).as("%s", operation).isEqualTo(plain(plain, operation, real.account));
        }

        assertThat(real.balance())
                .isEqualTo(new Ledger.Balance(plain.balance(BalanceKind.available), plain.balance(BalanceKind.held)));
    }

    @Provide
    Arbitrary<List<Operation>> sequences() {
        Arbitrary<Integer> name = Arbitraries.integers().between(0, 2);
        Arbitrary<Long> amount = Arbitraries.longs().between(0, 60);
        Arbitrary<Long> positive = Arbitraries.longs().between(1, 100);
        Arbitrary<Operation> operation = Arbitraries.oneOf(
                Combinators.combine(name, positive).as(Operation.Credit::new),
                Combinators.combine(name, amount).as(Operation.Hold::new),
                Combinators.combine(name, name, name, amount, amount).as(Operation.Settle::new),
                Combinators.combine(name, amount).as(Operation.Release::new),
                Combinators.combine(name, positive).as(Operation.Charge::new),
                name.map(Operation.GiveBack::new));
        return operation.list().ofMinSize(1).ofMaxSize(14);
    }

    private static Outcome plain(PlainBooks books, Operation operation, UUID account) {
        return switch (operation) {
            case Operation.Credit it -> books.credit(reference(account, "credit", it.name()), it.amount());
            case Operation.Hold it -> books.hold(batch(account, it.batch()) + ":hold", it.amount());
            case Operation.Settle it ->
                books.settle(
                        batch(account, it.batch()) + ":settle:" + it.chunk() + ":" + it.wave(),
                        it.captured(),
                        it.released());
            case Operation.Release it -> books.release(batch(account, it.batch()) + ":close", it.amount());
            case Operation.Charge it -> books.charge(reference(account, "call", it.name()), it.amount());
            case Operation.GiveBack it -> books.giveBack(reference(account, "call", it.name()));
        };
    }

    private static String reference(UUID account, String what, int name) {
        return what + ":" + account + ":" + name;
    }

    private static UUID batch(UUID account, int number) {
        return new UUID(account.getMostSignificantBits(), account.getLeastSignificantBits() ^ (number + 1));
    }

    /** Names are few, so that sequences repeat themselves. */
    sealed interface Operation {

        record Credit(int name, long amount) implements Operation {}

        record Hold(int batch, long amount) implements Operation {}

        record Settle(int batch, int chunk, int wave, long captured, long released) implements Operation {}

        record Release(int batch, long amount) implements Operation {}

        record Charge(int name, long amount) implements Operation {}

        record GiveBack(int name) implements Operation {}
    }

    private static final class RealBooks {

        private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
        private final BatchMoney money = ACTIVITIES.bean(BatchMoney.class);
        private final Transactions transactions = ACTIVITIES.bean(Transactions.class);
        private final UUID account = ACTIVITIES.account(0).id();

        Ledger.Balance balance() {
            return ledger.balance(account);
        }

        Outcome run(Operation operation) {
            try {
                return tryRun(operation);
            } catch (ReferenceReused e) {
                return Outcome.reused;
            } catch (InsufficientFunds e) {
                return Outcome.refused;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("overdrawn");
                return Outcome.refused;
            }
        }

        private Outcome tryRun(Operation operation) {
            return switch (operation) {
                case Operation.Credit it -> {
                    ledger.credit(account, reference(account, "credit", it.name()), it.amount(), "");
                    yield Outcome.done;
                }
                case Operation.Hold it ->
                    switch (transactions.call(() -> money.hold(account, batch(account, it.batch()), it.amount()))) {
                        case HoldAnswer.Held _ -> Outcome.done;
                        case HoldAnswer.TooLittle _ -> Outcome.refused;
                    };
                case Operation.Settle it -> {
                    var chunk = new ChunkMoney(it.chunk(), it.wave(), it.captured(), it.released());
                    transactions.call(() -> money.settle(account, batch(account, it.batch()), List.of(chunk)));
                    yield Outcome.done;
                }
                case Operation.Release it -> {
                    UUID batch = batch(account, it.batch());
                    transactions.call(() -> money.release(account, batch, batch + ":close", it.amount()));
                    yield Outcome.done;
                }
                case Operation.Charge it -> {
                    ledger.charge(account, reference(account, "call", it.name()), it.amount(), "");
                    yield Outcome.done;
                }
                case Operation.GiveBack it -> {
                    ledger.giveBack(account, reference(account, "call", it.name()));
                    yield Outcome.done;
                }
            };
        }
    }
}
