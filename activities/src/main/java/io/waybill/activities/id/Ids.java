package io.waybill.activities.id;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Ids: a UUID version 7 (RFC 9562) in the database, {@code <prefix><32 hex digits>} for clients. Sorting by id sorts by
 * time of creation.
 */
public final class Ids {

    /** Prefix of batch ids, which are workflow ids too. */
    public static final String BATCH = "batch_";

    /** Prefix of file ids, as OpenAI's clients expect them. */
    public static final String FILE = "file-";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int UUID_HEX_DIGITS = 32;

    private Ids() {}

    /** {@return a new version 7 UUID} */
    public static UUID next(Clock clock) {
        long millis = clock.millis();
        long high = (millis << 16) | 0x7000L | (RANDOM.nextInt() & 0xFFFL);
        long low = (RANDOM.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    /** {@return {@code id} as clients see it} */
    public static String render(String prefix, UUID id) {
        return prefix
                + HexFormat.of().toHexDigits(id.getMostSignificantBits())
                + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
    }

    /** {@return the id in {@code text}, which may also be a bare UUID, or empty where it is no such id} */
    public static Optional<UUID> parse(String prefix, String text) {
        String digits = text.startsWith(prefix) ? text.substring(prefix.length()) : text.replace("-", "");
        if (digits.length() != UUID_HEX_DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(
                new UUID(HexFormat.fromHexDigitsToLong(digits, 0, 16), HexFormat.fromHexDigitsToLong(digits, 16, 32)));
    }
}
