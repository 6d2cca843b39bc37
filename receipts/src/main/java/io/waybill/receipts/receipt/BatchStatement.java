package io.waybill.receipts.receipt;

import static io.waybill.receipts.receipt.Fields.checkHash;
import static io.waybill.receipts.receipt.Fields.checkText;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is signed for a whole batch, instead of each of its receipts: how many there are, and the root of the RFC 6962
 * tree over their {@linkplain Receipt#digest() digests} in the order of their index. It is a leaf of the log itself.
 *
 * @param batch the batch's id
 * @param account the pseudonym that its receipts hold
 * @param closedAt when the batch ended, in whole milliseconds
 * @param root of the tree over its receipts, in hexadecimal
 * @param outcomes how many items ended how; those with none are left out
 * @param priceNanos what was taken for all of them, in 10^-9 units of the account's currency
 * @param keyId the thumbprint of the key that signs it, which its receipts name too
 */
public record BatchStatement(
        String batch,
        String account,
        Instant closedAt,
        String root,
        Map<Outcome, Long> outcomes,
        long priceNanos,
        String keyId) {

    /** The name and version of the format, inside the signed bytes. */
    public static final String VERSION = "waybill-batch/1";

    /** Checks the fields. */
    public BatchStatement {
        checkText("batch", batch, Fields.ID_MAX);
        checkText("account", account, Fields.ID_MAX);
        closedAt = Timestamps.check("closed_at", closedAt);
        checkHash("root", root);
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        requireNonNull(outcomes, "outcomes").forEach((outcome, count) -> {
            Fields.checkRange("outcomes." + outcome.wireName(), count, 0);
            if (count > 0) {
                counts.put(outcome, count);
            }
        });
        outcomes = Map.copyOf(counts);
        if (priceNanos < 0) {
            throw new IllegalArgumentException("price_nanos: %d is negative".formatted(priceNanos));
        }
        checkText("key_id", keyId, Fields.ID_MAX);
    }

    /** {@return how many items the batch has} */
    public long count() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return the members, as they stand in packs} */
    public Map<String, Object> toObject() {
        Map<String, Object> object = new TreeMap<>();
        object.put("account", account);
        object.put("batch", batch);
        object.put("closed_at", Timestamps.write(closedAt));
        object.put("count", count());
        object.put("key_id", keyId);
        Map<String, Object> counts = new TreeMap<>();
        outcomes.forEach((outcome, count) -> counts.put(outcome.wireName(), count));
        if (!counts.isEmpty()) {
            object.put("outcomes", counts);
        }
        object.put("price_nanos", Long.toString(priceNanos));
        object.put("root", root);
        object.put("version", VERSION);
        return object;
    }

    /** {@return the RFC 8785 bytes, which are what is signed and what is hashed} */
    public byte[] canonical() {
        return CanonicalJson.write(toObject());
    }

    /** {@return the 32 bytes that stand in the log: SHA-256 of the canonical bytes} */
    public byte[] digest() {
        return Sha256.of(canonical());
    }

    /**
     * {@return the statement that an object is}
     *
     * @throws NotCanonical if it is none of this version
     */
    public static BatchStatement read(Map<String, Object> object) {
        Members members = new Members("", object);
        members.expect("version", VERSION);
        try {
            BatchStatement statement = new BatchStatement(
                    members.text("batch"),
                    members.text("account"),
                    members.moment("closed_at"),
                    members.text("root"),
                    outcomes(members.object("outcomes")),
                    members.amount("price_nanos"),
                    members.text("key_id"));
            if (members.integer("count") != statement.count()) {
                throw new NotCanonical("count: not the sum of the outcomes");
            }
            members.end();
            return statement;
        } catch (IllegalArgumentException e) {
            throw new NotCanonical(String.valueOf(e.getMessage()));
        }
    }

    private static Map<Outcome, Long> outcomes(@Nullable Members members) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        if (members != null) {
            for (Outcome outcome : Outcome.values()) {
                if (members.asObject().containsKey(outcome.wireName())) {
                    outcomes.put(outcome, members.integer(outcome.wireName()));
                }
            }
            members.end();
        }
        return outcomes;
    }
}
