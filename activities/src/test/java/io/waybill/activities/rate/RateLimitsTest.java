package io.waybill.activities.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.identity.CredentialChanges;
import io.waybill.activities.testing.TestActivities;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RateLimitsTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final String subject = "key:" + UUID.randomUUID();

    @Test
    void letsAMinutesRequestsThroughAndNoMore() {
        RateLimits limits = process();

        long allowed = take(limits, 200, 120);

        assertThat(allowed).isBetween(120L, 121L); // a token may come back while the test runs
        var refused = limits.take(subject, 120);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void countsOverAllProcesses() {
        RateLimits one = process();
        RateLimits other = process();

        long allowed = 0;
        for (int i = 0; i < 30; i++) {
            allowed += take(one, 1, 30) + take(other, 1, 30);
        }

        assertThat(allowed).isBetween(30L, 31L);
    }

    @Test
    void countsSubjectsApart() {
        RateLimits limits = process();

        take(limits, 2, 1);

        assertThat(limits.take(subject, 1).allowed()).isFalse();
        assertThat(limits.take(subject + "x", 1).allowed()).isTrue();
    }

    @Test
    void asksTheDatabaseOnceForASecondsWorth() {
        RateLimits limits = process();

        take(limits, 1000, 60_000);

        assertThat(left()).isBetween(59_000.0, 59_050.0);
    }

    private double left() {
        try (var connection = ACTIVITIES.database().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT tokens FROM rate_bucket WHERE subject = '" + subject + "'")) {
            rows.next();
            return rows.getDouble(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long take(RateLimits limits, int times, int perMinute) {
        long allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += limits.take(subject, perMinute).allowed() ? 1 : 0;
        }
        return allowed;
    }

    private static RateLimits process() {
        return new LeasedRateLimits(
                ACTIVITIES.bean(BucketMapper.class), ACTIVITIES.bean(CredentialChanges.class), ACTIVITIES.clock());
    }
}
