package io.waybill.gpu.upstream;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The servers of one model, in the order of preference. Thread-safe. */
final class Endpoints implements AutoCloseable {

    private final List<Endpoint> all;

    Endpoints(List<Endpoint> all) {
        this.all = List.copyOf(all);
    }

    /**
     * {@return the server for the next try: one that was not tried before one that was, one that does not rest before
     * one that does, and the first of those; empty where none is usable}
     */
    Optional<Endpoint> next(Set<Endpoint> tried) {
        return all.stream()
                .filter(Endpoint::usable)
                .min(Comparator.comparing((Endpoint endpoint) -> endpoint.rest())
                        .thenComparing(tried::contains));
    }

    /** {@return whether another than those tried can be asked at once} */
    boolean hasFresh(Set<Endpoint> tried) {
        return all.stream()
                .anyMatch(endpoint -> endpoint.usable()
                        && !tried.contains(endpoint)
                        && endpoint.rest().equals(Duration.ZERO));
    }

    /** {@return how many are usable} */
    int usable() {
        return (int) all.stream().filter(Endpoint::usable).count();
    }

    /** {@return whether each was probed once} */
    boolean probed() {
        return all.stream().allMatch(Endpoint::probed);
    }

    @Override
    public void close() {
        all.forEach(Endpoint::close);
    }
}
