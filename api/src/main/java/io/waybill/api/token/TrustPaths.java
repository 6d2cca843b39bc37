package io.waybill.api.token;

import io.waybill.activities.oauth.TrustAnchor;
import io.waybill.activities.oauth.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Whether a certificate was issued under an anchor of an account. What was found is remembered while it holds. */
@Component
final class TrustPaths {

    /** Paths that are remembered; over it all are forgotten. */
    private static final int REMEMBERED_MAX = 10_000;

    private final TrustAnchors anchors;
    private final Clock clock;
    private final Map<Leaf, Path> remembered = new ConcurrentHashMap<>();

    TrustPaths(TrustAnchors anchors, Clock clock) {
        this.anchors = anchors;
        this.clock = clock;
    }

    /** {@return whether {@code chain}, whose first certificate is the client's, leads to an anchor of the account} */
    boolean leadToAnchor(UUID accountId, List<X509Certificate> chain) {
        var working = anchors.working(accountId);
        var leaf = new Leaf(accountId, Certificates.sha256Hex(chain.getFirst()));
        var now = clock.instant();
        var known = remembered.get(leaf);
        if (known != null && known.isFor(working) && now.isBefore(known.until())) {
            return true;
        }
        var found = path(working, chain, now);
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        found.ifPresentOrElse(path -> remembered.put(leaf, path), () -> remembered.remove(leaf));
        return found.isPresent();
    }

    private static Optional<Path> path(List<TrustAnchor> anchors, List<X509Certificate> chain, Instant now) {
        for (var anchor : anchors) {
            var until = CertificatePath.endUnder(anchor.certificate(), chain, now);
            if (until.isPresent()) {
                return Optional.of(new Path(anchors, until.get()));
            }
        }
        return Optional.empty();
    }

    private record Leaf(UUID accountId, String sha256) {}

    /** A path, under one of these anchors, and when its first certificate ends. */
    private record Path(List<TrustAnchor> anchors, Instant until) {

        boolean isFor(List<TrustAnchor> working) {
            return anchors.equals(working);
        }
    }
}
