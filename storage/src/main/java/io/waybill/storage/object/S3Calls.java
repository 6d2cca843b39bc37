package io.waybill.storage.object;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a call of the MinIO client, tries again what may pass, and says in one exception what did not. */
final class S3Calls {

    /** Together with the pauses about three seconds: longer outages are for the durable retries of the caller. */
    static final int ATTEMPTS_MAX = 5;

    private static final Logger LOGGER = LoggerFactory.getLogger(S3Calls.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private static final int SERVER_ERROR = 500;
    private static final int NOT_FOUND = 404;

    /**
     * Codes of S3 that ask to come again; {@code ConditionalRequestConflict} (409) is a conditional write beside ours,
     * and whether the object is there is known only once it has ended.
     */
    private static final Set<String> TRANSIENT_CODES = Set.of(
            "ConditionalRequestConflict",
            "InternalError",
            "OperationAborted",
            "RequestTimeout",
            "RequestTimeTooSkewed",
            "ServiceUnavailable",
            "SlowDown",
            "TooManyRequests");

    private S3Calls() {}

    /**
     * Calls until it answers, fails for good, or has failed {@link #ATTEMPTS_MAX} times.
     *
     * @param what the verb of the error message
     * @throws ObjectNotFound where the server says so
     */
    static <T> T call(String what, String key, Supplier<? extends CompletableFuture<? extends T>> call)
            throws IOException {
        for (var attempt = 1; ; attempt++) {
            var future = call.get();
            try {
                return future.get();
            } catch (InterruptedException e) {
                throw interrupted(what, key, future, e);
            } catch (ExecutionException e) {
                var cause = cause(e);
                var failure = failure(what, key, cause);
                if (failure instanceof ObjectNotFound || attempt == ATTEMPTS_MAX || !isTransient(cause)) {
                    throw failure;
                }
                LOGGER.atDebug()
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("error", failure.getMessage())
                        .log("object store call is tried again");
                pause(what, key, attempt);
            }
        }
    }

    private static void pause(String what, String key, int attempt) throws IOException {
        var longest = FIRST_PAUSE.multipliedBy(1L << (attempt - 1)).toMillis();
        try {
            // Half of it at random, so that those who failed together do not come again together.
            Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
        } catch (InterruptedException e) {
            throw interrupted(what, key, null, e);
        }
    }

    private static <T> IOException interrupted(
            String what, String key, @Nullable CompletableFuture<T> pending, InterruptedException cause) {
        Thread.currentThread().interrupt();
        if (pending != null) {
            var _ = pending.whenComplete((answer, _) -> closeQuietly(answer));
        }
        var interrupted = new InterruptedIOException("interrupted while trying to " + what + " " + key);
        interrupted.initCause(cause);
        return interrupted;
    }

    /** An answer that nobody waits for any more must not keep its connection. */
    private static void closeQuietly(@Nullable Object answer) {
        if (answer instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (Exception e) {
                LOGGER.atDebug().addKeyValue("error", e.toString()).log("unwanted answer does not close");
            }
        }
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        // The client wraps what OkHttp throws.
        if (cause.getClass() == MinioException.class && cause.getCause() != null) {
            return cause.getCause();
        }
        return cause;
    }

    private static boolean isTransient(Throwable cause) {
        return switch (cause) {
            case ErrorResponseException e ->
                e.response().code() >= SERVER_ERROR
                        || TRANSIENT_CODES.contains(
                                String.valueOf(e.errorResponse().code()));
            case ServerException _, InvalidResponseException _, IOException _ -> true;
            default -> false;
        };
    }

    private static IOException failure(String what, String key, Throwable cause) {
        if (cause instanceof ErrorResponseException e) {
            var status = e.response().code();
            var code = String.valueOf(e.errorResponse().code());
            if (status == NOT_FOUND && (code.equals("NoSuchKey") || code.equals("NoSuchObject"))) {
                return new ObjectNotFound(key);
            }
            var answer = status + " " + code + ": " + e.errorResponse().message();
            return new S3CallFailed("cannot " + what + " " + key + ": the server answered " + answer, status, code, e);
        }
        if (cause instanceof ServerException e) {
            return new S3CallFailed(
                    "cannot " + what + " " + key + ": the server answered " + e.statusCode(), e.statusCode(), "", e);
        }
        return new S3CallFailed("cannot " + what + " " + key + ": " + cause, S3CallFailed.NO_ANSWER, "", cause);
    }
}
