package io.waybill.activities.log;

import io.micrometer.core.instrument.Metrics;
import io.waybill.activities.log.LogMapper.StateRow;
import io.waybill.activities.log.LogSettings.Witness;
import io.waybill.activities.log.WitnessMapper.WitnessRow;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.LogDataMalformed;
import io.waybill.receipts.log.NoteSignature;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.log.Tile;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands checkpoints to witnesses ({@code c2sp.org/tlog-witness}) and puts their cosignatures under them. A witness that
 * has seen another log under this name is believed: the log refuses to go on.
 */
final class Witnesses {

    private static final Logger LOGGER = LoggerFactory.getLogger(Witnesses.class);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** One that did not answer is asked again so soon, however seldom it is asked otherwise. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private static final String METER = "waybill.log.witness";
    private static final String RESULT = "result";
    private static final int CONFLICT = 409;
    private static final int NOT_CONSISTENT = 422;
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n");

    private final LogMapper rows;
    private final WitnessMapper witnesses;
    private final ObjectStore objects;
    private final LogSettings settings;
    private final List<Witness> known;
    private final Clock clock;

    Witnesses(LogMapper rows, WitnessMapper witnesses, ObjectStore objects, LogSettings settings, Clock clock) {
        this.rows = rows;
        this.witnesses = witnesses;
        this.objects = objects;
        this.settings = settings;
        this.known = settings.parsed();
        this.clock = clock;
        // There from the start, so that nobody takes their absence for silence.
        List.of("cosigned", "failed", "inconsistent").forEach(result -> Metrics.counter(METER, RESULT, result));
    }

    /** Asks those whose time has come. Throws {@link LogRefused} where one has seen another log. */
    void ask(long fence) {
        ask(fence, false);
    }

    /** Asks all of them now. */
    void askAll(long fence) {
        ask(fence, true);
    }

    private void ask(long fence, boolean all) {
        if (known.isEmpty()) {
            return;
        }
        StateRow state = rows.state().orElseThrow();
        String checkpoint = state.checkpoint();
        if (checkpoint == null || state.size() == 0) {
            return;
        }
        var note = SignedNote.parse(checkpoint);
        for (Witness witness : known) {
            WitnessRow row = row(witness);
            if (all || isDue(row)) {
                Optional<SignedNote> cosigned = submit(witness, row, note);
                if (cosigned.isPresent()) {
                    note = cosigned.get();
                    publish(fence, note);
                }
            }
        }
    }

    private WitnessRow row(Witness witness) {
        String vkey = witness.key().vkey();
        witnesses.know(vkey, witness.url().toString());
        return witnesses.all().stream()
                .filter(row -> row.vkey().equals(vkey))
                .findFirst()
                .orElseThrow();
    }

    private boolean isDue(WitnessRow row) {
        Instant asked = row.askedAt();
        Duration pause = row.refusal() == null ? settings.witnessEvery() : min(AGAIN, settings.witnessEvery());
        Instant now = clock.instant();
        // A clock that was set back must not keep a witness waiting until it has caught up.
        return asked == null || !asked.plus(pause).isAfter(now) || asked.isAfter(now.plus(pause));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Optional<SignedNote> submit(Witness witness, WitnessRow row, SignedNote note) {
        var head = Checkpoint.parse(note.text());
        long old = Math.min(row.seenSize(), head.size());
        try (var client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            HttpResponse<String> answer = post(client, witness, old, head, note);
            if (answer.statusCode() == CONFLICT) {
                old = seen(witness, answer.body(), head);
                answer = post(client, witness, old, head, note);
            }
            if (answer.statusCode() == NOT_CONSISTENT || answer.statusCode() == CONFLICT) {
                throw other(witness, "of " + old + " leaves, of which " + head.size() + " leaves are no continuation");
            }
            if (answer.statusCode() != 200) {
                return refused(witness, "it answered " + answer.statusCode());
            }
            return cosigned(witness, head, note, answer.body());
        } catch (IOException | LogDataMalformed e) {
            return refused(witness, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private HttpResponse<String> post(HttpClient client, Witness witness, long old, Checkpoint head, SignedNote note)
            throws IOException, InterruptedException {
        var body = new StringBuilder("old ").append(old).append('\n');
        for (Hash hash : Proofs.consistency(old, head.size(), Tile.nodes(new LogNodes(rows, objects)))) {
            body.append(hash.base64()).append('\n');
        }
        body.append('\n').append(note.format());
        String prefix = witness.url().toString().replaceAll("/+$", "");
        return client.send(
                HttpRequest.newBuilder(URI.create(prefix + "/add-checkpoint"))
                        .timeout(ANSWER)
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private long seen(Witness witness, String body, Checkpoint head) {
        var match = SIZE.matcher(body);
        if (!match.matches()) {
            throw new LogDataMalformed("its conflict names no size");
        }
        long size = Long.parseLong(match.group(1));
        if (size > head.size()) {
            throw other(
                    witness,
                    "of " + size + " leaves, this one has " + head.size()
                            + ": was the database restored from an older backup?");
        }
        return size;
    }

    private LogRefused other(Witness witness, String what) {
        String message = "the witness " + witness.key().name() + " has seen a log of this name " + what;
        witnesses.refused(witness.key().vkey(), message, clock.instant());
        count("inconsistent");
        return new LogRefused(message);
    }

    private Optional<SignedNote> cosigned(Witness witness, Checkpoint head, SignedNote note, String body) {
        List<NoteSignature> lines = new ArrayList<>();
        body.lines().map(NoteSignature::parse).forEach(lines::add);
        Optional<NoteSignature> own = new SignedNote(note.text(), lines).verified(witness.key(), LogKey::verifies);
        if (own.isEmpty()) {
            return refused(witness, "its cosignature does not hold");
        }
        witnesses.saw(witness.key().vkey(), head.size(), clock.instant());
        count("cosigned");
        List<NoteSignature> kept = note.signatures().stream()
                .filter(signature -> !signature.isOf(witness.key()))
                .toList();
        return Optional.of(new SignedNote(note.text(), kept).with(List.of(own.get())));
    }

    private Optional<SignedNote> refused(Witness witness, String why) {
        LOGGER.atWarn()
                .addKeyValue("witness", witness.key().name())
                .addKeyValue("error", why)
                .log("a witness did not cosign the checkpoint");
        witnesses.refused(witness.key().vkey(), why, clock.instant());
        count("failed");
        return Optional.empty();
    }

    private void publish(long fence, SignedNote note) {
        long size = Checkpoint.parse(note.text()).size();
        if (rows.sign(fence, size, note.format()) == 0) {
            throw new Integration.Fenced();
        }
        try {
            objects.put(
                    ObjectKeys.checkpoint(),
                    note.format().getBytes(StandardCharsets.UTF_8),
                    "text/plain; charset=utf-8");
        } catch (IOException e) {
            LOGGER.atWarn().addKeyValue("error", e.toString()).log("the cosigned checkpoint cannot be published");
        }
    }

    private static void count(String result) {
        Metrics.counter(METER, RESULT, result).increment();
    }
}
