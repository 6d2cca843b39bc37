package io.waybill.activities.webhook;

import io.waybill.activities.id.Ids;
import io.waybill.activities.secret.Sealing;
import io.waybill.activities.secret.SecretPlace;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Secrets of endpoints and accounts, sealed each for its own row. */
@Component
final class WebhookSecrets {

    /** More signatures than these make no header that receivers take. */
    private static final int LIVE_MAX = 4;

    private final WebhookSecretMapper rows;
    private final Sealing sealing;
    private final Clock clock;

    WebhookSecrets(WebhookSecretMapper rows, Sealing sealing, Clock clock) {
        this.rows = rows;
        this.sealing = sealing;
        this.clock = clock;
    }

    /**
     * Makes the owner's next secret; those before sign until their grace is over.
     *
     * @param text what the client wants; null for a new one
     */
    String next(UUID accountId, UUID ownerId, @Nullable String text, Duration grace) {
        String secret = text == null ? WebhookSecret.make() : text;
        Instant now = clock.instant();
        rows.removeExpired(accountId, ownerId, now);
        if (rows.live(ownerId, now).size() >= LIVE_MAX) {
            throw new TooManySecrets(LIVE_MAX);
        }
        rows.expire(accountId, ownerId, now.plus(grace));
        UUID id = Ids.next(clock);
        byte[] sealed = sealing.seal(place(accountId, id), secret.getBytes(StandardCharsets.UTF_8));
        rows.insert(id, accountId, ownerId, sealed, now);
        return secret;
    }

    /** Makes a secret where the owner has none that signs. */
    void ensure(UUID accountId, UUID ownerId) {
        if (rows.live(ownerId, clock.instant()).isEmpty()) {
            next(accountId, ownerId, null, Duration.ZERO);
        }
    }

    /** {@return the keys that sign, the newest first} */
    List<byte[]> keys(UUID ownerId) {
        return rows.live(ownerId, clock.instant()).stream()
                .map(row -> new String(
                        sealing.open(place(row.accountId(), row.id()), row.sealed()), StandardCharsets.UTF_8))
                .map(WebhookSecret::key)
                .toList();
    }

    private static SecretPlace place(UUID accountId, UUID id) {
        return new SecretPlace(accountId, id.toString(), "webhook_secret.sealed");
    }
}
