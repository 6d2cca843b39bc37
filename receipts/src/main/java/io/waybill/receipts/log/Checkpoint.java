package io.waybill.receipts.log;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log says of itself ({@code c2sp.org/tlog-checkpoint}): as many leaves, and the root over them.
 *
 * @param origin the log's name: no spaces, no plus sign, at most 255 characters
 * @param size leaves
 * @param root RFC 6962 root over them
 * @param extensions further lines, none empty; ours has none
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** Refuses lines that would read as other ones. */
    public Checkpoint {
        NoteKey.requireName(origin);
        requireNonNull(root, "root");
        extensions = List.copyOf(extensions);
        if (size < 0) {
            throw new LogDataMalformed("a log of " + size + " leaves");
        }
        if (extensions.stream().anyMatch(line -> line.isEmpty() || line.contains("\n"))) {
            throw new LogDataMalformed("an extension of a checkpoint is one line that is not empty");
        }
    }

    /** Makes one without extensions. */
    public static Checkpoint of(String origin, long size, Hash root) {
        return new Checkpoint(origin, size, root, List.of());
    }

    /** {@return the text that is signed, with its last newline} */
    public String text() {
        var text = new StringBuilder()
                .append(origin)
                .append('\n')
                .append(size)
                .append('\n')
                .append(root.base64())
                .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Returns the checkpoint a note's text holds; {@link LogDataMalformed} says what is wrong with it. */
    public static Checkpoint parse(String text) {
        if (!text.endsWith("\n")) {
            throw new LogDataMalformed("a checkpoint ends with a newline");
        }
        var lines = text.substring(0, text.length() - 1).split("\n", -1);
        if (lines.length < 3) {
            throw new LogDataMalformed("a checkpoint has at least three lines: origin, size and root");
        }
        if (!SIZE.matcher(lines[1]).matches()) {
            throw new LogDataMalformed("the size of a checkpoint is a decimal number without leading zeroes");
        }
        long size;
        try {
            size = Long.parseLong(lines[1]);
        } catch (NumberFormatException _) {
            throw new LogDataMalformed("the size of a checkpoint is at most 2^63 - 1");
        }
        return new Checkpoint(
                lines[0], size, Hash.ofBase64(lines[2]), List.of(lines).subList(3, lines.length));
    }
}
