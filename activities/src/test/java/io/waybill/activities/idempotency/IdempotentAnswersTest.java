package io.waybill.activities.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.idempotency.IdempotentAnswers.Claim;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Key;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.OpenCharges;
import io.waybill.activities.receipt.ObservedCall;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.activities.testing.TestActivities;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdempotentAnswersTest {

    private static final Duration LEASE = Duration.ofSeconds(IdempotentAnswers.CLAIM_SECONDS);
    private static final int CLAIMS = 50;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final IdempotentAnswers answers = ACTIVITIES.bean(IdempotentAnswers.class);
    private final UUID account = ACTIVITIES.account(0).id();
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @Test
    void grantsOneOfManyClaimsAtOnce() throws Exception {
        var begin = new CountDownLatch(1);
        var futures = new ArrayList<Future<Claim>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLAIMS; i++) {
                futures.add(threads.submit(() -> {
                    begin.await();
                    return answers.claim(account, "k", "a", UUID.randomUUID());
                }));
            }
            begin.countDown();
        }

        List<Claim> claims = new ArrayList<>();
        for (Future<Claim> future : futures) {
            claims.add(future.get());
        }

        assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
        assertThat(claims).filteredOn(new Claim.Running()::equals).hasSize(CLAIMS - 1);
    }

    @Test
    void repeatsTheFirstAnswer() {
        answers.claim(account, "k", "a", first);
        answers.complete(account, "k", 201, "one".getBytes(UTF_8));
        answers.complete(account, "k", 500, "two".getBytes(UTF_8));

        Claim again = answers.claim(account, "k", "a", second);

        assertThat(again).isInstanceOfSatisfying(Claim.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(201);
            assertThat(answered.body()).asString(UTF_8).isEqualTo("one");
        });
        assertThat(answers.find(account, "k")).isPresent();
    }

    @Test
    void refusesTheKeyForAnotherRequest() {
        answers.claim(account, "k", "a", first);

        assertThat(answers.claim(account, "k", "b", second)).isEqualTo(new Claim.Mismatch());
    }

    @Test
    void handsTheSameResourceToWhoeverTakesADeadClaimOver() {
        answers.claim(account, "k", "a", first);
        ACTIVITIES.clock().advance(LEASE.minusMillis(1));
        Claim early = answers.claim(account, "k", "a", second);
        ACTIVITIES.clock().advance(Duration.ofMillis(1));

        Claim late = answers.claim(account, "k", "a", second);

        assertThat(early).isEqualTo(new Claim.Running());
        assertThat(late).isEqualTo(new Claim.Granted(first));
        assertThat(answers.claim(account, "k", "a", second)).isEqualTo(new Claim.Running());
    }

    @Test
    void grantsAReleasedClaimAtOnceWithTheSameResource() {
        answers.claim(account, "k", "a", first);

        answers.release(account, "k");

        assertThat(answers.claim(account, "k", "a", second)).isEqualTo(new Claim.Granted(first));
    }

    @Test
    void forgetsAnAbandonedClaim() {
        answers.claim(account, "k", "a", first);

        answers.abandon(account, "k");

        assertThat(answers.claim(account, "k", "b", second)).isEqualTo(new Claim.Granted(second));
    }

    @Test
    void keepsAnAnswerThatIsAbandonedTooLate() {
        answers.claim(account, "k", "a", first);
        answers.complete(account, "k", 200, new byte[0]);

        answers.abandon(account, "k");
        answers.release(account, "k");

        assertThat(answers.claim(account, "k", "a", second)).isInstanceOf(Claim.Answered.class);
    }

    @Test
    void closesTheChargeOfTheFirstAnswerAlone() {
        UUID payer = ACTIVITIES.account(100).id();
        Ledger ledger = ACTIVITIES.bean(Ledger.class);
        ledger.charge(payer, "first:" + payer, 10, "");
        ledger.charge(payer, "second:" + payer, 10, "");
        answers.claim(payer, "k", "a", first);

        boolean isFirst = answers.complete(payer, "k", 200, new byte[0], () -> answered(payer, "first:" + payer));
        boolean isFirstToo = answers.complete(payer, "k", 200, new byte[0], () -> answered(payer, "second:" + payer));

        assertThat(isFirst).isTrue();
        assertThat(isFirstToo).isFalse();
        ACTIVITIES.clock().advance(Duration.ofHours(1));
        ACTIVITIES.bean(OpenCharges.class).giveBackBefore(ACTIVITIES.clock().instant());
        assertThat(ledger.balance(payer).availableNanos()).isEqualTo(90);
    }

    @Test
    void keepsNeitherAnswerNorReceiptWhereOneOfThemFails() {
        UUID payer = ACTIVITIES.account(100).id();
        ACTIVITIES.bean(Ledger.class).charge(payer, "first:" + payer, 10, "");
        answers.claim(payer, "k", "a", first);

        assertThatThrownBy(() -> answers.complete(payer, "k", 200, new byte[0], () -> {
                    answered(payer, "first:" + payer);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");

        assertThat(answers.find(payer, "k")).isEmpty();
        assertThat(ACTIVITIES.bean(OpenCharges.class).answered(List.of("first:" + payer)))
                .hasSize(1);
        ACTIVITIES.bean(Ledger.class).giveBack(payer, "first:" + payer);
    }

    @Test
    void leavesOutTheReceiptOfAChargeThatWasGivenBack() {
        UUID payer = ACTIVITIES.account(100).id();
        ACTIVITIES.bean(Ledger.class).charge(payer, "late:" + payer, 10, "");
        ACTIVITIES.bean(Ledger.class).giveBack(payer, "late:" + payer);

        answered(payer, "late:" + payer);

        assertThat(ACTIVITIES.bean(Ledger.class).balance(payer).availableNanos())
                .isEqualTo(100);
    }

    @Test
    void keepsAccountsApart() {
        answers.claim(account, "k", "a", first);

        assertThat(answers.claim(ACTIVITIES.account(0).id(), "k", "b", second)).isEqualTo(new Claim.Granted(second));
    }

    @Test
    void undoesWhatIsMadeAfterAnotherAnswered() {
        ApiKeys keys = ACTIVITIES.bean(ApiKeys.class);
        answers.claim(account, "k", "a", first);
        answers.complete(account, "k", 200, "one".getBytes(UTF_8));

        boolean counts = answers.completeWith(account, "k", () -> answered(keys, "late"));
        answers.claim(account, "other", "a", first);
        boolean countsElsewhere = answers.completeWith(account, "other", () -> answered(keys, "kept"));

        assertThat(counts).isFalse();
        assertThat(countsElsewhere).isTrue();
        assertThat(keys.list(account)).extracting(Key::name).containsExactly("kept");
        assertThat(answers.find(account, "k"))
                .hasValueSatisfying(
                        answer -> assertThat(answer.body()).asString(UTF_8).isEqualTo("one"));
    }

    @Test
    void undoesWhatFailsAndLetsTheNextCallGoOn() {
        ApiKeys keys = ACTIVITIES.bean(ApiKeys.class);
        answers.claim(account, "k", "a", first);

        assertThatThrownBy(() -> answers.completeWith(account, "k", () -> {
                    answered(keys, "lost");
                    throw new IllegalStateException("died");
                }))
                .hasMessage("died");
        answers.release(account, "k");

        assertThat(keys.list(account)).isEmpty();
        assertThat(answers.claim(account, "k", "a", second)).isEqualTo(new Claim.Granted(first));
    }

    private Claim.Answered answered(ApiKeys keys, String name) {
        return new Claim.Answered(
                200, keys.issue(account, name, Set.of("batch:read")).id().getBytes(UTF_8));
    }

    @Test
    void forgetsAfterSevenDays() {
        answers.claim(account, "k", "a", first);
        answers.complete(account, "k", 200, new byte[0]);

        ACTIVITIES.clock().advance(Duration.ofDays(7));

        assertThat(answers.claim(account, "k", "b", second)).isEqualTo(new Claim.Granted(second));
    }

    @Test
    void removesWhatIsOlderThanItIsKeptAndNothingElse() {
        for (String key : List.of("old 1", "old 2", "old 3")) {
            answers.claim(account, key, "a", first);
        }
        ACTIVITIES.clock().advance(Duration.ofDays(6));
        answers.claim(account, "young", "a", second);
        ACTIVITIES.clock().advance(Duration.ofDays(2));

        int page = answers.removeOld(2);
        int rest = answers.removeOld(2);
        int again = answers.removeOld(2);

        assertThat(List.of(page, rest, again)).containsExactly(2, 1, 0);
        assertThat(ACTIVITIES.bean(AnswerMapper.class).find(account, "old 1")).isEmpty();
        assertThat(ACTIVITIES.bean(AnswerMapper.class).find(account, "young")).isPresent();
    }

    @Test
    void refusesKeysThatAreEmptyOrTooLong() {
        assertThatThrownBy(() -> answers.claim(account, "", "a", first)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> answers.claim(account, "k".repeat(256), "a", first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255");
    }

    /** The answer of a call of 10 nano-units is there. */
    private static void answered(UUID payer, String reference) {
        SingleReceipts receipts = ACTIVITIES.bean(SingleReceipts.class);
        var call = new ObservedCall(
                payer,
                "echo",
                "0".repeat(64),
                "{}".getBytes(StandardCharsets.UTF_8),
                new byte[1],
                10,
                reference,
                ACTIVITIES.clock().instant(),
                1);
        receipts.answered(List.of(receipts.call(call)));
    }
}
