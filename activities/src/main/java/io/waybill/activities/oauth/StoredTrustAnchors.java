package io.waybill.activities.oauth;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.identity.CredentialChange;
import io.waybill.activities.identity.CredentialChanges;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Anchors as rows, remembered by account until one of them changes. */
@Component
final class StoredTrustAnchors implements TrustAnchors, CredentialChanges.Subscriber {

    /** Accounts whose anchors are remembered; over it all are forgotten. */
    private static final int REMEMBERED_MAX = 1000;

    private final AnchorMapper anchors;
    private final CredentialChanges changes;
    private final Transactions transactions;
    private final Clock clock;
    private final Map<String, List<TrustAnchor>> remembered = new ConcurrentHashMap<>();

    StoredTrustAnchors(AnchorMapper anchors, CredentialChanges changes, Transactions transactions, Clock clock) {
        this.anchors = anchors;
        this.changes = changes;
        this.transactions = transactions;
        this.clock = clock;
        changes.subscribe(this);
    }

    @Override
    public TrustAnchor add(UUID accountId, String name, X509Certificate certificate, String sha256) {
        var row = new AnchorRow(UUID.randomUUID(), accountId, name, der(certificate), sha256, clock.instant());
        transactions.run(() -> {
            List<AnchorRow> there = anchors.list(accountId);
            boolean known = there.stream().anyMatch(anchor -> anchor.sha256().equals(sha256));
            if (!known && there.size() >= PER_ACCOUNT_MAX) {
                throw new TooManyAnchors();
            }
            anchors.insert(row);
        });
        remembered.remove(accountId.toString());
        return list(accountId).stream()
                .filter(anchor -> anchor.sha256().equals(sha256))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the anchor was deleted in the same moment"));
    }

    @Override
    public List<TrustAnchor> list(UUID accountId) {
        return anchors.list(accountId).stream().map(AnchorRow::toAnchor).toList();
    }

    @Override
    public List<TrustAnchor> working(UUID accountId) {
        String subject = accountId.toString();
        if (changes.mayUseRemembered()) {
            List<TrustAnchor> known = remembered.get(subject);
            if (known != null) {
                return known;
            }
        }
        changes.requireDatabase();
        List<TrustAnchor> found = list(accountId);
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        remembered.put(subject, found);
        return found;
    }

    @Override
    public boolean delete(UUID accountId, UUID id) {
        boolean deleted = anchors.delete(accountId, id) == 1;
        remembered.remove(accountId.toString());
        return deleted;
    }

    @Override
    public void reset() {
        remembered.clear();
    }

    @Override
    public void changed(CredentialChange change) {
        switch (change.kind()) {
            case TRUST_ANCHORS -> remembered.remove(change.subject());
            case KEY, CLIENT, SIGNING_KEY, TOKEN, CLIENT_TOKENS, ACCOUNT_TOKENS -> {}
        }
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate has no encoding", e);
        }
    }
}
