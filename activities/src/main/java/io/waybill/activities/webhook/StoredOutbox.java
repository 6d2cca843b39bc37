package io.waybill.activities.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.activities.id.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Events as rows; their bodies are made once, so that each attempt sends the same bytes. */
@Component
final class StoredOutbox implements Outbox {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final OutboxMapper rows;
    private final WebhookSettings settings;
    private final Clock clock;

    StoredOutbox(OutboxMapper rows, WebhookSettings settings, Clock clock) {
        this.rows = rows;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void record(BatchEvent event) {
        Instant now = clock.instant();
        UUID id = Ids.next(clock);
        rows.record(
                id,
                event.accountId(),
                event.batchId(),
                event.type().wireName(),
                event.milestone(),
                body(id, event.type(), event.accountId(), event.data(), now),
                now);
    }

    @Override
    public boolean awaitsCheckpoint(long size, Duration pause) {
        return !waiting(size, pause).isEmpty();
    }

    @Override
    public int checkpoint(long size, Duration pause, Map<String, Object> data) {
        List<UUID> accounts = waiting(size, pause);
        for (UUID account : accounts) {
            Instant now = clock.instant();
            UUID id = Ids.next(clock);
            String body = body(id, EventType.AUDIT_CHECKPOINT, account, data, now);
            rows.recordOfAccount(id, account, EventType.AUDIT_CHECKPOINT.wireName(), Long.toString(size), body, now);
        }
        return accounts.size();
    }

    private List<UUID> waiting(long size, Duration pause) {
        Instant now = clock.instant();
        // What lies in the future was told before the clock was set back.
        return rows.waiting(
                EventType.AUDIT_CHECKPOINT.wireName(), Long.toString(size), now.minus(pause), now.plus(pause));
    }

    @Override
    public int removeOld(int limit) {
        return rows.removeOld(clock.instant().minus(settings.keep()), limit);
    }

    /** The names of OpenAI's events ({@code object}, {@code created_at}) and of Standard Webhooks at once. */
    static String body(UUID id, EventType type, UUID accountId, Map<String, Object> data, Instant now) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", Ids.render(WebhookIds.EVENT, id));
        body.put("object", "event");
        body.put("type", type.wireName());
        body.put("created_at", now.getEpochSecond());
        body.put("timestamp", now.toString());
        body.put("account_id", accountId.toString());
        body.put("data", data);
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written as JSON", e);
        }
    }
}
