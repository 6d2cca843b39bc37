package io.waybill.receipts.log;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cosigns checkpoints of logs that it knows, each only if it goes on from the one before
 * ({@code c2sp.org/tlog-witness}). Thread-safe: one checkpoint at a time, so that two never go on from the same one.
 */
public final class Witness {

    /** The longest request: 63 hashes and a note with its signatures. */
    public static final int REQUEST_CHARACTERS_MAX = 64 << 10;

    private static final Pattern OLD = Pattern.compile("old (0|[1-9][0-9]{0,18})");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String SIZE = "text/x.tlog.size";

    private final NoteKey key;
    private final MessageSigner signer;
    private final List<NoteKey> logs;
    private final SignatureCheck check;
    private final Seen seen;
    private final InstantSource clock;

    /**
     * Makes a witness.
     *
     * @param key of kind {@link NoteKey.Kind#COSIGNATURE}
     * @param logs that it knows, by their names; a log may have several keys
     */
    public Witness(
            NoteKey key,
            MessageSigner signer,
            List<NoteKey> logs,
            SignatureCheck check,
            Seen seen,
            InstantSource clock) {
        this.key = requireNonNull(key, "key");
        this.signer = requireNonNull(signer, "signer");
        this.logs = List.copyOf(logs);
        this.check = requireNonNull(check, "check");
        this.seen = requireNonNull(seen, "seen");
        this.clock = requireNonNull(clock, "clock");
        if (key.kind() != NoteKey.Kind.COSIGNATURE) {
            throw new IllegalArgumentException("a witness signs with a key of kind cosignature");
        }
    }

    /** Answers one {@code add-checkpoint} request. */
    public synchronized Answer addCheckpoint(String request) {
        long old;
        List<Hash> proof = new ArrayList<>();
        SignedNote note;
        Checkpoint head;
        try {
            int blank = request.indexOf("\n\n");
            if (blank < 0 || request.length() > REQUEST_CHARACTERS_MAX) {
                throw new LogDataMalformed("the old size, a proof, an empty line and a checkpoint are expected");
            }
            var lines = List.of(request.substring(0, blank).split("\n", -1));
            old = old(lines.getFirst());
            if (lines.size() - 1 > Proofs.HASHES_MAX) {
                throw new LogDataMalformed("a proof of more than " + Proofs.HASHES_MAX + " hashes");
            }
            lines.subList(1, lines.size()).forEach(line -> proof.add(Hash.ofBase64(line)));
            note = SignedNote.parse(request.substring(blank + 2));
            head = Checkpoint.parse(note.text());
        } catch (LogDataMalformed e) {
            return refusal(400, String.valueOf(e.getMessage()));
        }
        var known =
                logs.stream().filter(log -> log.name().equals(head.origin())).toList();
        if (known.isEmpty()) {
            return refusal(404, "this witness does not know the log " + head.origin());
        }
        if (known.stream().noneMatch(log -> note.verified(log, check).isPresent())) {
            return refusal(403, "no signature of the log " + head.origin() + " holds");
        }
        return decide(old, proof, note, head);
    }

    private Answer decide(long old, List<Hash> proof, SignedNote note, Checkpoint head) {
        if (old > head.size()) {
            return refusal(400, "the old size " + old + " is above the checkpoint's, " + head.size());
        }
        Optional<Checkpoint> last = seen.last(head.origin())
                .map(text -> Checkpoint.parse(SignedNote.parse(text).text()));
        long size = last.map(Checkpoint::size).orElse(0L);
        if (old != size) {
            return new Answer(409, SIZE, size + "\n");
        }
        Hash root = last.map(Checkpoint::root).orElseGet(() -> new TreeHasher().emptyRoot());
        if (old == head.size() && !root.equals(head.root())) {
            return new Answer(409, SIZE, size + "\n");
        }
        if (!Proofs.verifyConsistency(old, root, head.size(), head.root(), proof)) {
            return refusal(422, "the checkpoint does not go on from the one of " + old + " leaves");
        }
        NoteSignature cosignature = note.cosign(key, clock.instant(), signer);
        seen.remember(head.origin(), note.format());
        return new Answer(200, TEXT, cosignature.line() + "\n");
    }

    private static long old(String line) {
        var match = OLD.matcher(line);
        try {
            if (match.matches()) {
                return Long.parseLong(match.group(1));
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new LogDataMalformed("the first line is \"old\", a space, and a decimal number below 2^63");
    }

    private static Answer refusal(int status, String why) {
        return new Answer(status, TEXT, why + "\n");
    }

    /** What a witness has cosigned last of each log. */
    public interface Seen {

        /** {@return the note of the last checkpoint of a log; empty before the first} */
        Optional<String> last(String origin);

        /** Keeps it for good before this returns. */
        void remember(String origin, String note);
    }

    /** An HTTP answer. */
    public record Answer(int status, String contentType, String body) {

        /** Checks that all are there. */
        public Answer {
            requireNonNull(contentType, "contentType");
            requireNonNull(body, "body");
        }
    }
}
