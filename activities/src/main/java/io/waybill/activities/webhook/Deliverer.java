package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ApplicationFailure;
import io.waybill.activities.http.SafeHttp;
import io.waybill.activities.http.SafeHttp.Outcome;
import io.waybill.activities.id.Ids;
import io.waybill.workflows.webhook.AttemptedWebhook;
import io.waybill.workflows.webhook.AttemptedWebhook.Verdict;
import io.waybill.workflows.webhook.DeliverWebhook;
import io.waybill.workflows.webhook.WebhookActivities;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes attempts, and notes what came of each. Thread-safe. */
final class Deliverer implements WebhookActivities {

    /** So many failures in a row, and a receiver gets a pause. */
    static final int FAILURES_MAX = 5;

    /** How long after its time an attempt is looked after. */
    static final Duration LATE = Duration.ofMinutes(2);

    private static final int PAUSE_SECONDS = 30;
    private static final int PAUSE_SECONDS_MAX = 300;
    private static final int GONE = 410;

    /** What is postponed comes back spread over this. */
    private static final Duration SPREAD = Duration.ofSeconds(10);

    private static final Duration BUSY = Duration.ofSeconds(5);

    private final DeliveryMapper deliveries;
    private final WebhookEndpointMapper endpoints;
    private final TargetMapper targets;
    private final Signatures signatures;
    private final SafeHttp http;
    private final Duration timeout;
    private final Clock clock;
    private final Places places;
    private final Runnable ended;
    private final RandomGenerator random = RandomGenerator.getDefault();

    Deliverer(Parts parts, WebhookSettings settings, Runnable ended) {
        this.deliveries = parts.deliveries();
        this.endpoints = parts.endpoints();
        this.targets = parts.targets();
        this.signatures = parts.signatures();
        this.http = parts.http();
        this.clock = parts.clock();
        this.timeout = settings.timeout();
        // First attempts, and as many that are repeated.
        this.places = new Places(2 * settings.places());
        this.ended = ended;
    }

    @Override
    public AttemptedWebhook attempt(DeliverWebhook delivery) {
        UUID eventId = id(WebhookIds.EVENT, delivery.eventId());
        UUID endpointId = id(WebhookIds.ENDPOINT, delivery.endpointId());
        SendRow row = deliveries.find(endpointId, eventId).orElse(null);
        if (row == null) {
            return superseded(delivery, "the endpoint or the event was deleted");
        }
        AttemptedWebhook known = known(row, delivery);
        if (known != null) {
            return known;
        }
        var letter = new Letter(endpointId, eventId, delivery, row);
        if (!row.enabled()) {
            String reason = row.disabledReason();
            return written(
                    letter,
                    clock.instant(),
                    0,
                    new Came(
                            null,
                            "the endpoint is disabled" + (reason == null ? "" : ": " + reason),
                            DeliveryState.dead,
                            Duration.ZERO));
        }
        Instant open = row.openUntil();
        if (open != null && open.isAfter(clock.instant()) && row.failures() != null && row.failures() >= FAILURES_MAX) {
            return postponed(letter, Duration.between(clock.instant(), open), "the receiver failed the last times");
        }
        String receiver = row.accountId() + " " + row.target();
        if (!places.enter(receiver)) {
            return postponed(letter, BUSY, "the receiver has as many calls as it may at a time");
        }
        try {
            return send(letter);
        } finally {
            places.leave(receiver);
            ended.run();
        }
    }

    /** {@return what is written down already; null where the attempt is to be made} */
    private @Nullable AttemptedWebhook known(SendRow row, DeliverWebhook delivery) {
        if (row.round() != delivery.round()) {
            return superseded(delivery, "it is redelivered by another workflow");
        }
        String note = String.valueOf(row.note());
        return switch (row.state()) {
            case delivered -> new AttemptedWebhook(Verdict.delivered, row.attempts(), 0, note);
            case dead -> new AttemptedWebhook(Verdict.dead, row.attempts(), 0, note);
            case pending, delivering, waiting -> {
                if (row.attempts() <= delivery.attempts()) {
                    yield null;
                }
                long left = Duration.between(clock.instant(), row.dueAt().minus(LATE))
                        .toMillis();
                yield new AttemptedWebhook(Verdict.retry, row.attempts(), Math.max(0, left), note);
            }
        };
    }

    private AttemptedWebhook send(Letter letter) {
        SendRow row = letter.row();
        Instant now = clock.instant();
        var post = new SafeHttp.Post(
                URI.create(row.url()),
                signatures.headers(letter.delivery().eventId(), row.secretOwner(), row.body(), now),
                row.body(),
                timeout);
        long begin = System.nanoTime();
        Outcome outcome = http.post(post);
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        Came came = switch (outcome) {
            case Outcome.Answered(var status, var retryAfter) -> answered(letter, status, retryAfter, millis);
            case Outcome.Failed(var failure, var message) -> failed(letter, null, failure + ": " + message, null);
        };
        if (came.next() == DeliveryState.delivered) {
            if (row.failures() != null) {
                targets.answered(row.accountId(), row.target());
            }
        } else {
            targets.failed(
                    row.accountId(), row.target(), clock.instant(), FAILURES_MAX, PAUSE_SECONDS, PAUSE_SECONDS_MAX);
        }
        return written(letter, now, millis, came);
    }

    private Came answered(Letter letter, int status, @Nullable String retryAfter, long millis) {
        String note = status + " after " + millis + " ms";
        if (status >= 200 && status < 300) {
            return new Came(status, note, DeliveryState.delivered, Duration.ZERO);
        }
        if (status == GONE) {
            endpoints.disable(letter.endpointId(), "the receiver answered 410 Gone", clock.instant());
            return new Came(status, note, DeliveryState.dead, Duration.ZERO);
        }
        return failed(letter, status, note, retryAfter);
    }

    private Came failed(Letter letter, @Nullable Integer status, String note, @Nullable String retryAfter) {
        int attempts = letter.delivery().attempts() + 1;
        if (!DeliverySchedule.hasNext(attempts)) {
            return new Came(status, note, DeliveryState.dead, Duration.ZERO);
        }
        Duration delay = DeliverySchedule.delay(attempts, retryAfter, clock.instant(), random);
        return new Came(status, note, DeliveryState.waiting, delay);
    }

    private AttemptedWebhook written(Letter letter, Instant madeAt, long millis, Came came) {
        Instant now = clock.instant();
        int attempt = letter.delivery().attempts() + 1;
        deliveries.write(new MadeAttempt(
                letter.endpointId(),
                letter.eventId(),
                letter.row().accountId(),
                letter.delivery().round(),
                attempt,
                madeAt,
                millis,
                came.status(),
                came.note(),
                came.next(),
                now.plus(came.delay()).plus(LATE),
                now));
        Verdict verdict = switch (came.next()) {
            case delivered -> Verdict.delivered;
            case dead -> Verdict.dead;
            case pending, delivering, waiting -> Verdict.retry;
        };
        return new AttemptedWebhook(verdict, attempt, came.delay().toMillis(), came.note());
    }

    private AttemptedWebhook postponed(Letter letter, Duration wait, String why) {
        Duration delay = wait.plusMillis(random.nextLong(SPREAD.toMillis()));
        DeliverWebhook delivery = letter.delivery();
        deliveries.postpone(
                letter.endpointId(),
                letter.eventId(),
                delivery.round(),
                clock.instant().plus(delay).plus(LATE),
                why);
        return new AttemptedWebhook(Verdict.postponed, delivery.attempts(), delay.toMillis(), why);
    }

    private static AttemptedWebhook superseded(DeliverWebhook delivery, String why) {
        return new AttemptedWebhook(Verdict.superseded, delivery.attempts(), 0, why);
    }

    private static UUID id(String prefix, String text) {
        return Ids.parse(prefix, text)
                .orElseThrow(() -> ApplicationFailure.newNonRetryableFailure(
                        "no id of " + prefix + " is " + text, "webhook_unknown"));
    }

    /** What it needs of the application. */
    record Parts(
            DeliveryMapper deliveries,
            WebhookEndpointMapper endpoints,
            TargetMapper targets,
            Signatures signatures,
            SafeHttp http,
            Clock clock) {

        Parts {
            requireNonNull(deliveries, "deliveries");
            requireNonNull(endpoints, "endpoints");
            requireNonNull(targets, "targets");
            requireNonNull(signatures, "signatures");
            requireNonNull(http, "http");
            requireNonNull(clock, "clock");
        }
    }

    private record Letter(UUID endpointId, UUID eventId, DeliverWebhook delivery, SendRow row) {}

    /** What came of an attempt. */
    private record Came(@Nullable Integer status, String note, DeliveryState next, Duration delay) {}
}
