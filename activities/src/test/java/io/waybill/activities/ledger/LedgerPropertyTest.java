package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.ledger.PlainBooks.Outcome;
import io.waybill.activities.testing.TestActivities;
import java.util.List;
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
 * {@code SequencesTest} runs many with batches and {@link LedgerFailuresTest} many with failures.
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
    void anySequenceAgreesWithPlainBooks(@ForAll("sequences") List<LedgerOperation> operations) {
        var real = new RealBooks(ACTIVITIES);
        var plain = new PlainBooks();

        for (LedgerOperation operation : operations) {
            Outcome outcome = real.run(operation);

            assertThat(outcome).as("%s", operation).isEqualTo(plain.run(operation, real.account()));
        }

        assertThat(real.balance())
                .isEqualTo(new Ledger.Balance(plain.balance(BalanceKind.available), plain.balance(BalanceKind.held)));
    }

    @Provide
    Arbitrary<List<LedgerOperation>> sequences() {
        Arbitrary<Integer> name = Arbitraries.integers().between(0, 2);
        Arbitrary<Long> amount = Arbitraries.longs().between(0, 60);
        Arbitrary<Long> positive = Arbitraries.longs().between(1, 100);
        Arbitrary<LedgerOperation> operation = Arbitraries.oneOf(
                Combinators.combine(name, positive).as(LedgerOperation.Credit::new),
                Combinators.combine(name, positive).as(LedgerOperation.Debit::new),
                Combinators.combine(name, amount).as(LedgerOperation.Hold::new),
                Combinators.combine(name, name, positive).as(LedgerOperation.Refund::new),
                Combinators.combine(name, name, name, amount, amount).as(LedgerOperation.Settle::new),
                Combinators.combine(name, amount).as(LedgerOperation.Release::new),
                Combinators.combine(name, positive).as(LedgerOperation.Charge::new),
                name.map(LedgerOperation.GiveBack::new));
        return operation.list().ofMinSize(1).ofMaxSize(14);
    }
}
