package io.waybill.api.caller;

import io.waybill.activities.key.Caller;
import io.waybill.activities.rate.RateLimits;
import io.waybill.activities.rate.RateLimits.Decision;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Limits;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Counts the requests of a credential and of its account, and says in {@code RateLimit-Policy} and {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers) what is allowed and what is left.
 */
@Component
final class RequestRates {

    static final String POLICY_HEADER = "RateLimit-Policy";
    static final String LEFT_HEADER = "RateLimit";

    private static final int WINDOW_SECONDS = 60;

    private final RateLimits rates;
    private final int accountPerMinute;

    RequestRates(RateLimits rates, Limits limits) {
        this.rates = rates;
        this.accountPerMinute = limits.accountRequestsPerMinute();
    }

    /**
     * Counts one request.
     *
     * @throws ApiFailure where it is one too many
     */
    void count(Caller caller, HttpServletResponse response) {
        List<String> policies = new ArrayList<>();
        List<String> left = new ArrayList<>();
        Rate refused = null;
        for (var limit : limits(caller)) {
            var decision = rates.take(limit.subject(), limit.perMinute());
            policies.add("\"" + limit.name() + "\";q=" + limit.perMinute() + ";w=" + WINDOW_SECONDS);
            left.add("\"" + limit.name() + "\";r=" + decision.remaining() + ";t=" + resetSeconds(limit, decision));
            if (!decision.allowed()) {
                refused = new Rate(limit, decision.retryAfter());
                break;
            }
        }
        response.setHeader(POLICY_HEADER, String.join(", ", policies));
        response.setHeader(LEFT_HEADER, String.join(", ", left));
        if (refused != null) {
            throw refused.toFailure();
        }
    }

    private List<Limit> limits(Caller caller) {
        List<Limit> limits = new ArrayList<>();
        var perMinute = caller.requestsPerMinute();
        if (perMinute != null) {
            limits.add(new Limit("key", "key:" + caller.keyId(), perMinute));
        }
        limits.add(new Limit("account", "account:" + caller.accountId(), accountPerMinute));
        return limits;
    }

    /** When the bucket is full again. */
    private static long resetSeconds(Limit limit, Decision decision) {
        var used = Math.max(0, limit.perMinute() - decision.remaining());
        return Math.ceilDiv(used * WINDOW_SECONDS, limit.perMinute());
    }

    private record Limit(String name, String subject, int perMinute) {}

    private record Rate(Limit limit, Duration retryAfter) {

        ApiFailure toFailure() {
            var message = "the " + limit.name() + " may make " + limit.perMinute() + " requests a minute; come back in "
                    + Math.max(1, Math.ceilDiv(retryAfter.toMillis(), 1000)) + " s";
            return new ApiFailure(ApiError.RATE_LIMITED, message)
                    .with("limit", limit.perMinute())
                    .retryAfter(retryAfter.plusMillis(999));
        }
    }
}
