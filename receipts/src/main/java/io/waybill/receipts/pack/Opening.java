package io.waybill.receipts.pack;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Members;
import io.waybill.receipts.receipt.NotCanonical;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What opens a commitment, for the owner of the content.
 *
 * @param salt 32 bytes in hexadecimal
 * @param sha256 of the content, in hexadecimal
 */
public record Opening(String salt, String sha256) {

    private static final HexFormat HEX = HexFormat.of();

    /** Checks the lengths. */
    public Opening {
        check("salt", salt);
        check("sha256", sha256);
    }

    /** {@return the opening of content, given its salt and its SHA-256} */
    public static Opening of(byte[] salt, byte[] contentSha256) {
        return new Opening(HEX.formatHex(salt), HEX.formatHex(contentSha256));
    }

    /** {@return the commitment that it opens} */
    String commitment(Commitment.Kind kind) {
        return Commitment.of(kind, HEX.parseHex(salt), HEX.parseHex(sha256));
    }

    private static void check(String name, String value) {
        if (!requireNonNull(value, name).matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(name + ": 64 lower-case hexadecimal digits are expected");
        }
    }

    static Map<String, Object> write(Map<Commitment.Kind, Opening> openings) {
        Map<String, Object> object = new TreeMap<>();
        openings.forEach((kind, opening) ->
                object.put(kind.wireName(), Map.of("salt", opening.salt(), "sha256", opening.sha256())));
        return object;
    }

    static Map<Commitment.Kind, Opening> read(@Nullable Members members) {
        Map<Commitment.Kind, Opening> openings = new EnumMap<>(Commitment.Kind.class);
        if (members == null) {
            return openings;
        }
        for (Commitment.Kind kind : Commitment.Kind.values()) {
            Members opening = members.object(kind.wireName());
            if (opening != null) {
                try {
                    openings.put(kind, new Opening(opening.text("salt"), opening.text("sha256")));
                } catch (IllegalArgumentException e) {
                    throw new NotCanonical("openings.%s.%s".formatted(kind.wireName(), e.getMessage()));
                }
                opening.end();
            }
        }
        members.end();
        return openings;
    }
}
