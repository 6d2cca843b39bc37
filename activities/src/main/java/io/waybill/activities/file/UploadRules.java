package io.waybill.activities.file;

import java.time.Duration;
import java.util.List;

/** What an upload may be called and be for. */
final class UploadRules {

    /** The longest name that file systems take, so that whoever downloads it can keep it. */
    static final int FILENAME_CHARACTERS_MAX = 255;

    static final List<String> PURPOSES = List.of("batch", "user_data");

    private UploadRules() {}

    static void check(UploadTerms terms) {
        if (!PURPOSES.contains(terms.purpose())) {
            throw new FileRejected("purpose is not allowed, use one of " + PURPOSES);
        }
        Duration kept = terms.keptFor();
        if (kept != null && (kept.compareTo(UploadTerms.KEPT_MIN) < 0 || kept.compareTo(UploadTerms.KEPT_MAX) > 0)) {
            throw new FileRejected("a file is kept for " + UploadTerms.KEPT_MIN.toSeconds() + " (an hour) to "
                    + UploadTerms.KEPT_MAX.toSeconds() + " (30 days) seconds, not for " + kept.toSeconds());
        }
    }

    static void checkFilename(String filename) {
        if (filename.isBlank() || filename.length() > FILENAME_CHARACTERS_MAX) {
            throw new FileRejected("the filename has " + filename.length() + " characters, 1 to "
                    + FILENAME_CHARACTERS_MAX + " are allowed, not all of them blank");
        }
        if (filename.equals(".") || filename.equals("..")) {
            throw new FileRejected("the filename is a directory's");
        }
        filename.codePoints().filter(UploadRules::isForbidden).findFirst().ifPresent(character -> {
            throw new FileRejected(String.format(
                    "the filename has the character U+%04X; slashes, backslashes, control and formatting characters"
                            + " are not allowed",
                    character));
        });
    }

    private static boolean isForbidden(int character) {
        return character == '/'
                || character == '\\'
                || switch (Character.getType(character)) {
                    // A formatting character can make a name read as another one.
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                };
    }
}
