package io.waybill.activities.receipt;

import io.waybill.activities.secret.Sealing;
import io.waybill.activities.secret.SecretPlace;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Seals salts for their place. Thread-safe. */
@Component
final class SaltSealing {

    private final Sealing sealing;

    SaltSealing(Sealing sealing) {
        this.sealing = sealing;
    }

    byte[] seal(UUID accountId, UUID row, byte[] salts) {
        return sealing.seal(place(accountId, row), salts);
    }

    byte[] open(UUID accountId, UUID row, byte[] sealed) {
        return sealing.open(place(accountId, row), sealed);
    }

    private static SecretPlace place(UUID accountId, UUID row) {
        return new SecretPlace(accountId, row.toString(), "receipt.salts");
    }
}
