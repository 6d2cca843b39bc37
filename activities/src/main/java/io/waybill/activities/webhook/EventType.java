package io.waybill.activities.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What receivers can be told. */
public enum EventType {
    /** A batch ended by itself; its results can be read. */
    BATCH_COMPLETED("batch.completed"),
    /** A batch failed before any item ran. */
    BATCH_FAILED("batch.failed"),
    /** A batch's completion window was over; what ended before can be read. */
    BATCH_EXPIRED("batch.expired"),
    /** A batch was cancelled; what ended before can be read. */
    BATCH_CANCELLED("batch.cancelled"),
    /** A running batch passed a milestone. */
    BATCH_PROGRESS("batch.progress"),
    /** The log of receipts has signed a checkpoint, and its witnesses were asked to cosign it. */
    AUDIT_CHECKPOINT("audit.checkpoint"),
    /** Somebody tries an endpoint; nobody subscribes to it. */
    TEST("webhook.test");

    /** What an endpoint gets that names nothing, and what a batch's own {@code webhook_url} gets. */
    public static final List<String> ENDS =
            List.of(BATCH_COMPLETED.wireName, BATCH_FAILED.wireName, BATCH_EXPIRED.wireName, BATCH_CANCELLED.wireName);

    private final String wireName;

    EventType(String wireName) {
        this.wireName = wireName;
    }

    /** {@return its name for receivers, such as {@code batch.completed}} */
    public String wireName() {
        return wireName;
    }

    /** {@return names that an endpoint can subscribe to} */
    public static List<String> subscribable() {
        return Arrays.stream(values())
                .filter(type -> type != TEST)
                .map(EventType::wireName)
                .toList();
    }

    /** {@return the type of that name} */
    public static Optional<EventType> of(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }
}
