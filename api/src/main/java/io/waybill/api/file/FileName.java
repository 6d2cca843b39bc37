package io.waybill.api.file;

/** Names of uploads: what a client's file system called the file, made harmless. */
final class FileName {

    /** The longest name that file systems take. */
    static final int CHARS_MAX = 255;

    private static final String DEFAULT = "upload";

    private FileName() {}

    /** {@return the last segment of {@code name} without control characters; never empty} */
    static String clean(String name) {
        var segment = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        var kept = segment.codePoints()
                .filter(FileName::isHarmless)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        kept = kept.substring(0, Math.min(CHARS_MAX, kept.length())).strip();
        return kept.isEmpty() || kept.equals(".") || kept.equals("..") ? DEFAULT : kept;
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
