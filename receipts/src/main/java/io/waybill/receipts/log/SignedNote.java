package io.waybill.receipts.log;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A text and who signed it ({@code c2sp.org/signed-note}).
 *
 * @param text with its last newline
 * @param signatures at most {@value #SIGNATURES_MAX}
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

    /** More than the 16 that every reader must take. */
    public static final int SIGNATURES_MAX = 64;

    /** A note is a page of text, not a document. */
    public static final int CHARACTERS_MAX = 1 << 20;

    private static final String COSIGNATURE_HEADER = "cosignature/v1\ntime ";

    /** Checks the text and the number of signatures. */
    public SignedNote {
        requireText(text);
        signatures = List.copyOf(signatures);
        if (signatures.size() > SIGNATURES_MAX) {
            throw new LogDataMalformed(
                    "a note with " + signatures.size() + " signatures: " + SIGNATURES_MAX + " are allowed");
        }
    }

    /** Returns the note that a text holds; {@link LogDataMalformed} says what is wrong with it. */
    public static SignedNote parse(String note) {
        if (note.length() > CHARACTERS_MAX) {
            throw new LogDataMalformed("a note over " + CHARACTERS_MAX + " characters");
        }
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n") || blank + 2 >= note.length()) {
            throw new LogDataMalformed("a signed note is a text, an empty line, and lines of signatures");
        }
        var signatures = new ArrayList<NoteSignature>();
        for (var line : note.substring(blank + 2, note.length() - 1).split("\n", -1)) {
            signatures.add(NoteSignature.parse(line));
        }
        return new SignedNote(note.substring(0, blank + 1), signatures);
    }

    /** Signs a text with a key of kind {@link NoteKey.Kind#NOTE}. */
    public static SignedNote sign(String text, NoteKey key, MessageSigner signer) {
        requireText(text);
        var signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
        return new SignedNote(text, List.of(new NoteSignature(key.name(), key.id(), signature)));
    }

    /**
     * Returns a witness's line for this text: that it saw it at this time (whole seconds), with a key of kind
     * {@link NoteKey.Kind#COSIGNATURE}.
     */
    public NoteSignature cosign(NoteKey key, Instant time, MessageSigner signer) {
        long seconds = time.getEpochSecond();
        return new NoteSignature(key.name(), key.id(), NoteSignature.timed(seconds, signer.sign(cosigned(seconds))));
    }

    /** Returns this note with further signatures after its own; those it has already are not added twice. */
    public SignedNote with(List<NoteSignature> further) {
        var all = new ArrayList<>(signatures);
        further.stream().filter(signature -> !all.contains(signature)).forEach(all::add);
        return new SignedNote(text, all);
    }

    /** Returns the signature of this key that holds; empty when there is none, or one of its name and id does not. */
    public Optional<NoteSignature> verified(NoteKey key, SignatureCheck check) {
        var own = signatures.stream().filter(signature -> signature.isOf(key)).toList();
        return !own.isEmpty() && own.stream().allMatch(signature -> holds(signature, key, check))
                ? Optional.of(own.getFirst())
                : Optional.empty();
    }

    /** {@return the note as text, as it is handed out} */
    public String format() {
        var note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()).append('\n'));
        return note.toString();
    }

    private boolean holds(NoteSignature signature, NoteKey key, SignatureCheck check) {
        var bytes = signature.bytes();
        return switch (key.kind()) {
            case NOTE -> check.verifies(key.publicKey(), text.getBytes(StandardCharsets.UTF_8), bytes);
            case COSIGNATURE ->
                signature.time().isPresent()
                        && check.verifies(
                                key.publicKey(),
                                cosigned(signature.time().orElseThrow().getEpochSecond()),
                                Arrays.copyOfRange(bytes, NoteSignature.TIME_BYTES, bytes.length));
        };
    }

    private byte[] cosigned(long seconds) {
        return (COSIGNATURE_HEADER + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    private static void requireText(String text) {
        boolean control = requireNonNull(text, "text").chars().anyMatch(c -> c < ' ' && c != '\n');
        if (!text.endsWith("\n")
                || control
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new LogDataMalformed(
                    "the text of a note is UTF-8 without control characters and ends with a newline");
        }
    }
}
