package io.waybill.api.request;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Calls of an expensive kind that one process serves at a time, and requests that all processes serve.
 *
 * @param uploads each holds one part of a multipart upload to the object store, about 10 MiB
 * @param downloads each holds one connection to the object store
 * @param submissions each holds a body of up to 2 MiB and its lines
 * @param embeddings each holds inputs and vectors, and a place in a worker's queue
 * @param generations each has a connection to a worker, and events that its client has not read yet
 * @param accountGenerations of these, calls of one account, running and waiting: fewer than may wait for a model, so
 *     that one account alone cannot keep others out, 1..100,000
 * @param tokens each signs with RSA, 1 to 2 ms of a core
 * @param tokenRequestsPerAddress requests for tokens from one network address (of IPv6, one /64) to one process,
 *     1..1,000,000
 * @param tokensPerClient tokens a minute for one client, of all processes together, 1..1,000,000
 * @param waiting calls that may wait for one of these places, for each kind; more are refused at once
 * @param accountRequestsPerMinute of all credentials of an account together, in all processes, 1..1,000,000
 */
@ConfigurationProperties("waybill.limits")
public record Limits(
        @DefaultValue("16") int uploads,
        @DefaultValue("64") int downloads,
        @DefaultValue("32") int submissions,
        @DefaultValue("128") int embeddings,
        @DefaultValue("512") int generations,
        @DefaultValue("48") int accountGenerations,
        @DefaultValue("16") int tokens,
        @DefaultValue("600") int tokenRequestsPerAddress,
        @DefaultValue("120") int tokensPerClient,
        @DefaultValue("256") int waiting,
        @DefaultValue("60000") int accountRequestsPerMinute) {

    private static final int PER_MINUTE_MAX = 1_000_000;
    private static final int ACCOUNT_GENERATIONS_MAX = 100_000;

    /** Checks ranges. */
    public Limits {
        if (accountGenerations < 1 || accountGenerations > ACCOUNT_GENERATIONS_MAX) {
            throw new IllegalArgumentException("waybill.limits.account-generations is " + accountGenerations
                    + ", allowed are 1.." + ACCOUNT_GENERATIONS_MAX);
        }
        requirePerMinute("account-requests-per-minute", accountRequestsPerMinute);
        requirePerMinute("token-requests-per-address", tokenRequestsPerAddress);
        requirePerMinute("tokens-per-client", tokensPerClient);
    }

    private static void requirePerMinute(String name, int perMinute) {
        if (perMinute < 1 || perMinute > PER_MINUTE_MAX) {
            throw new IllegalArgumentException(
                    "waybill.limits." + name + " is " + perMinute + ", allowed are 1.." + PER_MINUTE_MAX);
        }
    }
}
