package io.waybill.activities.key;

import io.waybill.activities.identity.CredentialChange;
import io.waybill.activities.identity.CredentialChanges;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Rows of keys that were used, until they change. Each call still checks the secret against the row. */
@Component
final class RememberedKeys implements CredentialChanges.Subscriber {

    /** Over it all are forgotten, which costs each one query. */
    private static final int ROWS_MAX = 10_000;

    private final CredentialChanges changes;
    private final Map<String, KeyRow> byId = new ConcurrentHashMap<>();
    private final Map<String, KeyRow> byHmac = new ConcurrentHashMap<>();

    RememberedKeys(CredentialChanges changes) {
        this.changes = changes;
        changes.subscribe(this);
    }

    Optional<KeyRow> byId(String id, Supplier<Optional<KeyRow>> query) {
        return get(byId, id, query);
    }

    Optional<KeyRow> byHmac(byte[] hmac, Supplier<Optional<KeyRow>> query) {
        return get(byHmac, HexFormat.of().formatHex(hmac), query);
    }

    void forget(String id) {
        byId.remove(id);
        byHmac.values().removeIf(row -> row.id().equals(id));
    }

    @Override
    public void reset() {
        byId.clear();
        byHmac.clear();
    }

    @Override
    public void changed(CredentialChange change) {
        switch (change.kind()) {
            case KEY -> forget(change.subject());
            case CLIENT, SIGNING_KEY, TRUST_ANCHORS, TOKEN, CLIENT_TOKENS, ACCOUNT_TOKENS -> {}
        }
    }

    private Optional<KeyRow> get(Map<String, KeyRow> rows, String name, Supplier<Optional<KeyRow>> query) {
        if (changes.mayUseRemembered()) {
            KeyRow row = rows.get(name);
            if (row != null) {
                return Optional.of(row);
            }
        }
        changes.requireDatabase();
        Optional<KeyRow> found = query.get();
        if (rows.size() >= ROWS_MAX) {
            rows.clear();
        }
        found.ifPresentOrElse(row -> rows.put(name, row), () -> rows.remove(name));
        return found;
    }
}
