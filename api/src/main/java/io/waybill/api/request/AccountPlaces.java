package io.waybill.api.request;

import static java.util.Objects.requireNonNull;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Lets a bounded number of calls of each account through at a time; more are refused at once. Thread-safe. */
public final class AccountPlaces {

    private static final Duration COME_BACK = Duration.ofSeconds(2);

    private final ApiError error;
    private final String name;
    private final int most;
    private final ConcurrentHashMap<UUID, Integer> taken = new ConcurrentHashMap<>();

    /**
     * Places for {@code name}, as clients see it.
     *
     * @param error of who comes beyond
     * @param most of one account, 1 or more
     */
    public AccountPlaces(ApiError error, String name, int most) {
        this.error = requireNonNull(error, "error");
        this.name = requireNonNull(name, "name");
        this.most = most;
    }

    /**
     * Takes a place; the caller closes what it gets, once.
     *
     * @throws ApiFailure where the account has as many as it may
     */
    public Gate.Pass enter(UUID accountId) {
        if (taken.merge(accountId, 1, Integer::sum) > most) {
            leave(accountId);
            throw new ApiFailure(error, "the account has " + most + " " + name + " here already, which is its limit")
                    .with("limit", most)
                    .retryAfter(COME_BACK);
        }
        return () -> leave(accountId);
    }

    private void leave(UUID accountId) {
        taken.computeIfPresent(accountId, (_, count) -> count == 1 ? null : count - 1);
    }
}
