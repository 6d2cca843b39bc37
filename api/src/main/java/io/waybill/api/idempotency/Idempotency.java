package io.waybill.api.idempotency;

import io.waybill.activities.id.Ids;
import io.waybill.activities.idempotency.IdempotentAnswers;
import io.waybill.activities.idempotency.IdempotentAnswers.Claim;
import io.waybill.activities.key.Caller;
import io.waybill.activities.secret.Sealing;
import io.waybill.activities.secret.SecretPlace;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.error.ErrorBody;
import io.waybill.api.trace.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** Makes a call happen once for its {@code Idempotency-Key}. Without the header every call is a new one. */
@Component
public final class Idempotency {

    /** The header. */
    public static final String HEADER = "Idempotency-Key";

    /** Stands in an answer that was given before. */
    public static final String REPLAYED_HEADER = "Idempotency-Replayed";

    /** Longest key. */
    public static final int KEY_CHARS_MAX = 255;

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final IdempotentAnswers answers;
    private final Sealing sealing;
    private final Clock clock;

    Idempotency(IdempotentAnswers answers, Sealing sealing, Clock clock) {
        this.answers = answers;
        this.sealing = sealing;
        this.clock = clock;
    }

    /**
     * Makes the call, or answers what its first run answered. What the first run answered includes failures that are
     * the client's (4xx); one that is ours (5xx) gives the claim up, and the next call goes on with the same resource.
     *
     * @param body of the request, which must be the same for the same key
     */
    public Answer once(Caller caller, HttpServletRequest request, byte[] body, Call call) throws IOException {
        return once(caller, request, body, Keeping.PLAIN, call);
    }

    /**
     * The same for calls whose answer holds a secret: it is kept sealed, in the transaction of {@code call}, which
     * changes the database alone. So no secret is made that nobody ever sees.
     */
    public Answer onceSealed(Caller caller, HttpServletRequest request, byte[] body, Call call) throws IOException {
        return once(caller, request, body, Keeping.SEALED, call);
    }

    private Answer once(Caller caller, HttpServletRequest request, byte[] body, Keeping keeping, Call call)
            throws IOException {
        var key = request.getHeader(HEADER);
        if (key == null) {
            return call.create(Ids.next(clock));
        }
        requirePlain(key);
        var claim = answers.claim(caller.accountId(), key, sha256(request, body), Ids.next(clock));
        return switch (claim) {
            case Claim.Granted(var resourceId) -> first(caller, request, key, resourceId, keeping, call);
            case Claim.Answered(var status, var bytes) -> Answer.again(status, opened(bytes, caller, key, keeping));
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

    private Answer first(
            Caller caller, HttpServletRequest request, String key, UUID resourceId, Keeping keeping, Call call)
            throws IOException {
        var done = false;
        try {
            var first = switch (keeping) {
                case PLAIN -> plain(caller, request, key, resourceId, call);
                case SEALED -> sealed(caller, request, key, resourceId, call);
            };
            done = true;
            return first.isPresent() ? first.get() : faster(caller, key, keeping);
        } finally {
            if (!done) {
                answers.release(caller.accountId(), key);
            }
        }
    }

    private Optional<Answer> plain(Caller caller, HttpServletRequest request, String key, UUID resourceId, Call call)
            throws IOException {
        Answer answer;
        try {
            answer = call.create(resourceId);
        } catch (ApiFailure failure) {
            answer = refusal(request, failure);
        }
        var first = answers.complete(caller.accountId(), key, answer.status(), answer.body(), answer.also());
        return first ? Optional.of(Answer.first(answer.status(), answer.body())) : Optional.empty();
    }

    private Optional<Answer> sealed(Caller caller, HttpServletRequest request, String key, UUID resourceId, Call call)
            throws IOException {
        var made = new AtomicReference<Answer>();
        try {
            var first = answers.completeWith(caller.accountId(), key, () -> {
                var answer = unchecked(resourceId, call);
                made.set(answer);
                return sealedAnswer(caller, key, answer);
            });
            return first ? Optional.of(made.get()) : Optional.empty();
        } catch (ApiFailure failure) {
            var answer = sealedAnswer(caller, key, refusal(request, failure));
            var first = answers.complete(caller.accountId(), key, answer.status(), answer.body(), null);
            return first ? Optional.of(refusal(request, failure)) : Optional.empty();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Claim.Answered sealedAnswer(Caller caller, String key, Answer answer) {
        return new Claim.Answered(answer.status(), sealing.seal(place(caller, key), answer.body()));
    }

    private static Answer unchecked(UUID resourceId, Call call) {
        try {
            return call.create(resourceId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of two that make the same call, because the first took longer than its claim, the one that ends first counts. */
    private Answer faster(Caller caller, String key, Keeping keeping) {
        var answered = answers.find(caller.accountId(), key)
                .orElseThrow(() -> new IllegalStateException("the first answer is gone"));
        return Answer.again(answered.status(), opened(answered.body(), caller, key, keeping));
    }

    private byte[] opened(byte[] kept, Caller caller, String key, Keeping keeping) {
        return keeping == Keeping.PLAIN ? kept : sealing.open(place(caller, key), kept);
    }

    private static SecretPlace place(Caller caller, String key) {
        return new SecretPlace(caller.accountId(), key, "idempotent_answer.body");
    }

    private static Answer refusal(HttpServletRequest request, ApiFailure failure) {
        if (failure.error().status() >= 500) {
            throw failure;
        }
        var body = ErrorBody.render(request.getRequestURI(), failure, RequestIds.of(request));
        return Answer.first(failure.error().status(), body);
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

    /** How answers are kept. */
    private enum Keeping {
        PLAIN,
        SEALED
    }

    /** A call that creates something. */
    @FunctionalInterface
    public interface Call {

        /** Creates the resource, or goes on creating it where an earlier run stopped. */
        Answer create(UUID resourceId) throws IOException;
    }
}
