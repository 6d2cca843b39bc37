package io.waybill.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final VerifiedTokens tokens = new VerifiedTokens(Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicInteger checks = new AtomicInteger();

    @Test
    void checksASignatureOnce() {
        var first = ask("a", NOW.plusSeconds(60));
        var second = ask("a", NOW.plusSeconds(60));

        assertThat(second).isEqualTo(first).isPresent();
        assertThat(checks).hasValue(1);
        ask("a ", NOW.plusSeconds(60));
        assertThat(checks).hasValue(2);
    }

    @Test
    void remembersNothingThatDoesNotHold() {
        assertThat(tokens.get("a", Optional::empty)).isEmpty();

        assertThat(tokens.size()).isZero();
    }

    @Test
    void remembersNothingThatHasEnded() {
        ask("a", NOW);
        ask("a", NOW);

        assertThat(checks).hasValue(2);
        assertThat(tokens.size()).isZero();
    }

    @Test
    void remembersNoMoreThanItMay() {
        for (var i = 0; i < VerifiedTokens.REMEMBERED_MAX + 10; i++) {
            ask("token " + i, NOW.plusSeconds(60));
        }

        assertThat(tokens.size()).isBetween(1, VerifiedTokens.REMEMBERED_MAX);
    }

    private Optional<TokenClaims> ask(String text, Instant end) {
        return tokens.get(text, () -> {
            checks.incrementAndGet();
            return Optional.of(new TokenClaims(
                    "key", "jti", "client", "issuer", List.of("audience"), NOW, end, null, Set.of(), null));
        });
    }
}
