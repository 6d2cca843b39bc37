package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.pack.Opening;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Commitment.Kind;
import io.waybill.receipts.receipt.Commitments;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Salts and hashes of what a single receipt commits to: what is kept sealed for its owner, until it is forgotten. */
final class Contents {

    private static final int PART = 2 * Commitment.BYTES; // a salt and a hash

    private final Map<Kind, byte[]> parts;

    private Contents(Map<Kind, byte[]> parts) {
        this.parts = new EnumMap<>(parts);
    }

    /** {@return contents of these SHA-256, with new salts} */
    static Contents of(Map<Kind, byte[]> sha256, SecureRandom random) {
        Map<Kind, byte[]> parts = new EnumMap<>(Kind.class);
        sha256.forEach((kind, hash) -> {
            var salt = new byte[Commitment.BYTES];
            random.nextBytes(salt);
            byte[] part = Arrays.copyOf(salt, PART);
            System.arraycopy(hash, 0, part, Commitment.BYTES, Commitment.BYTES);
            parts.put(kind, part);
        });
        return new Contents(parts);
    }

    /** Reads what {@link #kept} gave, or its older form: input and output without a byte that says so. */
    static Contents read(byte[] kept) {
        boolean old = kept.length == 2 * PART;
        int kinds = old ? bit(Kind.INPUT) | bit(Kind.OUTPUT) : kept.length == 0 ? 0 : kept[0];
        int at = old ? 0 : 1;
        Map<Kind, byte[]> parts = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if ((kinds & bit(kind)) != 0 && kept.length >= at + PART) {
                parts.put(kind, Arrays.copyOfRange(kept, at, at + PART));
                at += PART;
            }
        }
        if (Integer.bitCount(kinds) != parts.size() || at != kept.length) {
            throw new ReceiptsDamaged("salts of " + kept.length + " bytes");
        }
        return new Contents(parts);
    }

    /** {@return one byte that says which kinds there are, then of each its salt and its hash} */
    byte[] kept() {
        var kept = new ByteArrayOutputStream(1 + parts.size() * PART);
        kept.write(parts.keySet().stream().mapToInt(Contents::bit).sum());
        parts.values().forEach(kept::writeBytes);
        return kept.toByteArray();
    }

    Commitments commitments() {
        return new Commitments(commitment(Kind.INPUT), commitment(Kind.OUTPUT), commitment(Kind.PARAMETERS));
    }

    Map<Kind, Opening> openings() {
        Map<Kind, Opening> openings = new EnumMap<>(Kind.class);
        parts.keySet().forEach(kind -> openings.put(kind, Opening.of(salt(kind), hash(kind))));
        return openings;
    }

    private @Nullable String commitment(Kind kind) {
        return parts.containsKey(kind) ? Commitment.of(kind, salt(kind), hash(kind)) : null;
    }

    private byte[] salt(Kind kind) {
        return Arrays.copyOf(requireNonNull(parts.get(kind), "part"), Commitment.BYTES);
    }

    private byte[] hash(Kind kind) {
        return Arrays.copyOfRange(requireNonNull(parts.get(kind), "part"), Commitment.BYTES, PART);
    }

    private static int bit(Kind kind) {
        return 1 << kind.domain();
    }
}
