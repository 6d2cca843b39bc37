package io.waybill.receipts.log;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * That a leaf stands in a log, checked without the log ({@code c2sp.org/tlog-proof@v1}).
 *
 * @param extra what nobody signed, in base64 as it came; null when there is none
 * @param index of the leaf, from 0
 * @param path from the leaf's sibling up to the root's child
 * @param checkpoint the signed note, with its cosignatures
 */
public record LogProof(@Nullable String extra, long index, List<Hash> path, SignedNote checkpoint) {

    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,18})");

    /** Refuses paths longer than any tree's. */
    public LogProof {
        requireNonNull(checkpoint, "checkpoint");
        path = List.copyOf(path);
        if (path.size() > Proofs.HASHES_MAX) {
            throw new LogDataMalformed(
                    "a proof of " + path.size() + " hashes: at most " + Proofs.HASHES_MAX + " are possible");
        }
        if (index < 0) {
            throw new LogDataMalformed("leaf " + index);
        }
    }

    /** Makes one without extra data. */
    public static LogProof of(long index, List<Hash> path, SignedNote checkpoint) {
        return new LogProof(null, index, path, checkpoint);
    }

    /** {@return the proof as text, as it is handed out} */
    public String format() {
        var text = new StringBuilder(HEADER).append('\n');
        Optional.ofNullable(extra)
                .ifPresent(value -> text.append("extra ").append(value).append('\n'));
        text.append("index ").append(index).append('\n');
        path.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint.format()).toString();
    }

    /** Returns the proof that a text holds; {@link LogDataMalformed} says what is wrong with it. */
    public static LogProof parse(String text) {
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            throw new LogDataMalformed("a proof is lines, an empty line and a checkpoint");
        }
        var lines = List.of(text.substring(0, blank).split("\n", -1));
        if (!lines.getFirst().equals(HEADER)) {
            throw new LogDataMalformed("the first line of a proof is " + HEADER);
        }
        boolean hasExtra = lines.size() > 1 && lines.get(1).startsWith("extra ");
        String extra = hasExtra ? lines.get(1).substring("extra ".length()) : null;
        if (extra != null) {
            Base64Text.decode(extra, "the extra data of a proof");
        }
        int at = hasExtra ? 2 : 1;
        var match = INDEX.matcher(at < lines.size() ? lines.get(at) : "");
        if (!match.matches()) {
            throw new LogDataMalformed("line " + (at + 1) + " of a proof is \"index\", a space and a decimal number");
        }
        var path = new ArrayList<Hash>();
        for (var line : lines.subList(at + 1, lines.size())) {
            path.add(Hash.ofBase64(line));
        }
        return new LogProof(extra, indexOf(match.group(1)), path, SignedNote.parse(text.substring(blank + 2)));
    }

    /**
     * Returns whether the leaf's data stands at this index under the checkpoint's root. Says nothing of who signed the
     * checkpoint: see {@link SignedNote#verified}.
     */
    public boolean includes(byte[] leafData) {
        var head = Checkpoint.parse(checkpoint.text());
        return Proofs.verifyInclusion(new TreeHasher().leaf(leafData), index, head.size(), path, head.root());
    }

    private static long indexOf(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            throw new LogDataMalformed("the index of a proof is at most 2^63 - 1");
        }
    }
}
