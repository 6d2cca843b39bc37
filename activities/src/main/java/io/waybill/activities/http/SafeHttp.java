package io.waybill.activities.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls addresses that clients name, and no other: https by a name whose addresses are all of the world, with a
 * certificate of that name, on ports 443 and 8443; more where the operator's settings allow it. Follows no redirect,
 * keeps no cookie, asks no proxy. Thread-safe.
 */
public interface SafeHttp {

    /**
     * {@return the URL, which could be called at this moment}
     *
     * @throws UrlRefused where it is never called, or its host has no address that may be called; the message does not
     *     begin with the name of the field
     */
    URI require(String url);

    /**
     * Posts and waits for the whole answer, of which at most 64 KiB are read. The host is looked up and checked again
     * with each connection.
     */
    Outcome post(Post post);

    /**
     * A request.
     *
     * @param headers names and values, besides those of HTTP itself
     * @param body UTF-8
     * @param timeout from the first lookup to the last byte, whatever the receiver does
     */
    record Post(URI url, Map<String, String> headers, String body, Duration timeout) {

        /** Checks that what must be there is. */
        public Post {
            requireNonNull(url, "url");
            headers = Map.copyOf(headers);
            requireNonNull(body, "body");
            requireNonNull(timeout, "timeout");
        }
    }

    /** What came of a request. */
    sealed interface Outcome {

        /**
         * An answer, whatever its status.
         *
         * @param retryAfter the header of that name; null where there is none
         */
        record Answered(int status, @Nullable String retryAfter) implements Outcome {}

        /**
         * No whole answer.
         *
         * @param message for the owner of the URL
         */
        record Failed(Failure failure, String message) implements Outcome {

            /** Checks that what must be there is. */
            public Failed {
                requireNonNull(failure, "failure");
                requireNonNull(message, "message");
            }
        }
    }

    /** Why there is no answer. */
    enum Failure {
        /** The URL is never called, or its host has no address that may be. */
        refused,
        /** Nobody took the connection. */
        no_connection,
        /** The certificate is not of that name, not trusted, or there is no TLS. */
        tls_failed,
        /** The answer was not there in time. */
        timeout,
        /** The connection ended before the answer, or it is not HTTP. */
        broken_answer
    }
}
