package io.waybill.receipts.receipt;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Receipts as bytes. Members are written in their sorted order by hand: a batch has a million receipts, and the general
 * writer would take five times as long. A test holds both to the same bytes.
 */
final class ReceiptFormat {

    private ReceiptFormat() {}

    static byte[] write(Receipt receipt) {
        ByteWriter out = new ByteWriter(1024);
        BatchPlace place = receipt.place();
        head(out, receipt.account(), receipt.attestation(), place == null ? null : place.batch());
        commitments(out, receipt.commitments());
        energy(out, receipt.energy());
        names(out, "engine", receipt.model().engine());
        moment(out, "finished_at", receipt.finishedAt());
        if (place != null) {
            name(out, "index");
            CanonicalJson.writeInteger(out, place.index());
        }
        text(out, "key_id", receipt.keyId());
        names(out, "labels", receipt.labels());
        text(out, "model", receipt.model().id());
        text(out, "model_sha256", receipt.model().sha256());
        text(out, "outcome", receipt.outcome().wireName());
        out.ascii(",\"price_nanos\":\"");
        out.decimal(receipt.priceNanos());
        out.ascii("\",\"receipt_id\":\"");
        out.ascii(receipt.id());
        out.add('"');
        text(out, "reused_receipt", receipt.reused());
        moment(out, "started_at", receipt.startedAt());
        text(out, "version", Receipt.VERSION);
        out.add('}');
        return out.toBytes();
    }

    static void head(ByteWriter out, String account, AttestationType attestation, @Nullable String batch) {
        out.ascii("{\"account\":");
        CanonicalJson.writeString(out, account);
        text(out, "attestation_type", attestation.wireName());
        text(out, "batch", batch);
    }

    static void name(ByteWriter out, String name) {
        out.ascii(",\"");
        out.ascii(name);
        out.ascii("\":");
    }

    static void text(ByteWriter out, String name, @Nullable String value) {
        if (value != null) {
            name(out, name);
            CanonicalJson.writeString(out, value);
        }
    }

    static void moment(ByteWriter out, String name, @Nullable Instant value) {
        if (value != null) {
            name(out, name);
            Timestamps.write(out, value);
        }
    }

    private static void commitments(ByteWriter out, Commitments commitments) {
        if (commitments.equals(Commitments.NONE)) {
            return;
        }
        name(out, "commitments");
        char before = '{';
        before = commitment(out, before, "input", commitments.input());
        before = commitment(out, before, "output", commitments.output());
        commitment(out, before, "parameters", commitments.parameters());
        out.add('}');
    }

    private static char commitment(ByteWriter out, char before, String name, @Nullable String value) {
        if (value == null) {
            return before;
        }
        out.add(before);
        out.add('"');
        out.ascii(name);
        out.ascii("\":\"");
        out.ascii(value);
        out.add('"');
        return ',';
    }

    static void energy(ByteWriter out, @Nullable Energy energy) {
        if (energy == null) {
            return;
        }
        name(out, "energy");
        out.ascii(energy.measured() ? "{\"basis\":\"measured\"" : "{\"basis\":\"estimated\"");
        name(out, "nanograms_co2e");
        out.decimal(energy.nanogramsCo2e());
        name(out, "nanograms_co2e_saved");
        out.decimal(energy.nanogramsCo2eSaved());
        name(out, "nanowatt_hours");
        out.decimal(energy.nanowattHours());
        out.add('}');
    }

    static void names(ByteWriter out, String name, Map<String, String> values) {
        if (values.isEmpty()) {
            return;
        }
        name(out, name);
        char before = '{';
        for (Map.Entry<String, String> entry : (values.size() == 1 ? values : new TreeMap<>(values)).entrySet()) {
            out.add(before);
            CanonicalJson.writeString(out, entry.getKey());
            out.add(':');
            CanonicalJson.writeString(out, entry.getValue());
            before = ',';
        }
        out.add('}');
    }

    static Receipt read(Map<String, Object> object) {
        Members members = new Members("", object);
        members.expect("version", Receipt.VERSION);
        try {
            Receipt receipt = new Receipt(
                    members.text("receipt_id"),
                    members.text("account"),
                    members.choice("attestation_type", AttestationType.values(), AttestationType::wireName),
                    place(members),
                    new ModelUsed(members.text("model"), members.optional("model_sha256"), members.names("engine")),
                    commitments(members),
                    members.optionalMoment("started_at"),
                    members.moment("finished_at"),
                    members.choice("outcome", Outcome.values(), Outcome::wireName),
                    members.amount("price_nanos"),
                    energy(members),
                    members.optional("reused_receipt"),
                    members.names("labels"),
                    members.text("key_id"));
            members.end();
            return receipt;
        } catch (IllegalArgumentException e) {
            throw new NotCanonical(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable BatchPlace place(Members members) {
        String batch = members.optional("batch");
        return batch == null ? null : new BatchPlace(batch, members.integer("index"));
    }

    private static Commitments commitments(Members members) {
        Members inner = members.object("commitments");
        if (inner == null) {
            return Commitments.NONE;
        }
        Commitments read =
                new Commitments(inner.optional("input"), inner.optional("output"), inner.optional("parameters"));
        inner.end();
        return read;
    }

    private static @Nullable Energy energy(Members members) {
        Members inner = members.object("energy");
        if (inner == null) {
            return null;
        }
        String basis = inner.text("basis");
        if (!basis.equals("measured") && !basis.equals("estimated")) {
            throw new NotCanonical("energy.basis: '%s', 'measured' and 'estimated' are allowed".formatted(basis));
        }
        Energy read = new Energy(
                basis.equals("measured"),
                inner.integer("nanowatt_hours"),
                inner.integer("nanograms_co2e"),
                inner.integer("nanograms_co2e_saved"));
        inner.end();
        return read;
    }
}
