package io.waybill.api.idempotency;

import io.waybill.activities.id.Ids;
import io.waybill.activities.idempotency.IdempotentAnswers;
import io.waybill.activities.idempotency.IdempotentAnswers.Claim;
import io.waybill.activities.key.Caller;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.error.ErrorBody;
import io.waybill.api.trace.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes a call happen once for its {@code Idempotency-Key}. Without the header every call is a new one. */
@Component
public final class Idempotency {

    /** The header. */
    public static final String HEADER = "Idempotency-Key";

    /** Stands in an answer that was given before. */
    public static final String REPLAYED_HEADER = "Idempotency-Replayed";

    private static final int KEY_CHARS_MAX = 255;
    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final IdempotentAnswers answers;
    private final Clock clock;

    Idempotency(IdempotentAnswers answers, Clock clock) {
        this.answers = answers;
        this.clock = clock;
    }

    /**
     * Makes the call, or answers what its first run answered. What the first run answered includes failures that are
     * the client's (4xx); one that is ours (5xx) gives the claim up, and the next call goes on with the same resource.
     *
     * @param body of the request, which must be the same for the same key
     */
    public Answer once(Caller caller, HttpServletRequest request, byte[] body, Call call) throws IOException {
        var key = request.getHeader(HEADER);
        if (key == null) {
            return call.create(Ids.next(clock));
        }
        requirePlain(key);
        var claim = answers.claim(caller.accountId(), key, sha256(request, body), Ids.next(clock));
        return switch (claim) {
            case Claim.Granted(var resourceId) -> first(caller, request, key, resourceId, call);
            case Claim.Answered(var status, var bytes) -> new Answer(status, bytes, true);
            case Claim.Running() ->
                throw new ApiFailure(
                                ApiError.IDEMPOTENCY_KEY_IN_USE,
                                HEADER,
                                "the first call with this key is still running")
                        .retryAfter(COME_BACK);
            case Claim.Mismatch() ->
                throw new ApiFailure(
                        ApiError.IDEMPOTENCY_KEY_REUSED,
                        HEADER,
                        "this key was used for a request with another path or body; use a new key");
        };
    }

    private Answer first(Caller caller, HttpServletRequest request, String key, UUID resourceId, Call call)
            throws IOException {
        var done = false;
        try {
            var answer = answer(request, resourceId, call);
            answers.complete(caller.accountId(), key, answer.status(), answer.body());
            done = true;
            return answer;
        } finally {
            if (!done) {
                answers.release(caller.accountId(), key);
            }
        }
    }

    private static Answer answer(HttpServletRequest request, UUID resourceId, Call call) throws IOException {
        try {
            return call.create(resourceId);
        } catch (ApiFailure failure) {
            if (failure.error().status() >= 500) {
                throw failure;
            }
            var body = ErrorBody.render(request.getRequestURI(), failure, RequestIds.of(request));
            return Answer.first(failure.error().status(), body);
        }
    }

    private static void requirePlain(String key) {
        var plain = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (key.isEmpty() || key.length() > KEY_CHARS_MAX || !plain) {
            throw ApiFailure.invalid(
                    HEADER, HEADER + " must be 1 to " + KEY_CHARS_MAX + " printable ASCII characters without spaces");
        }
    }

    private static String sha256(HttpServletRequest request, byte[] body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var head = request.getMethod() + " " + request.getRequestURI() + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A call that creates something. */
    @FunctionalInterface
    public interface Call {

        /** Creates the resource, or goes on creating it where an earlier run stopped. */
        Answer create(UUID resourceId) throws IOException;
    }
}
