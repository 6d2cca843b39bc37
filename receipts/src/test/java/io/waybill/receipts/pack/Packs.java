package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.GrowingTree;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.receipts.receipt.AttestationType;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Commitment.Kind;
import io.waybill.receipts.receipt.Commitments;
import io.waybill.receipts.receipt.Energy;
import io.waybill.receipts.receipt.ModelUsed;
import io.waybill.receipts.receipt.Outcome;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.receipts.receipt.ReceiptId;
import io.waybill.receipts.receipt.SaltTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch whose every fifth item failed, its log, and packs of it. */
final class Packs {

    static final String BATCH = "batch_0198c0ffee";
    static final String ACCOUNT = "acct_7d0c4f1e5a";
    static final Instant CLOSED = Instant.parse("2026-11-22T17:45:00.000Z");

    private static final byte[] IDS = "receipt ids of the test batch 01".getBytes(UTF_8);
    private static final HexFormat HEX = HexFormat.of();
    private static final ModelUsed MODEL = new ModelUsed(
            "all-minilm-l6-v2",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            Map.of("djl", "0.38.0", "onnxruntime", "1.28.0"));

    final TestLog log;
    final SaltTree salts = SaltTree.of("salts of the test batch, hidden!".getBytes(UTF_8));
    final List<Receipt> receipts = new ArrayList<>();
    final BatchStatement statement;
    final long firstLeaf;
    final long statementLeaf;

    private final Map<List<Long>, Hash> nodes = new HashMap<>();

    Packs(int items) {
        this(items, new TestLog());
    }

    Packs(int items, TestLog log) {
        this.log = log;
        log.strangers(11);
        GrowingTree tree = new GrowingTree();
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        long price = 0;
        firstLeaf = 11;
        for (int index = 0; index < items; index++) {
            Receipt receipt = receipt(index);
            receipts.add(receipt);
            log.append(receipt.digest());
            tree.append(
                    new TreeHasher().leaf(receipt.digest()),
                    (level, at, hash) -> nodes.put(List.of((long) level, at), hash));
            outcomes.merge(receipt.outcome(), 1L, Long::sum);
            price += receipt.priceNanos();
        }
        statement = new BatchStatement(
                BATCH,
                ACCOUNT,
                CLOSED,
                tree.root().toString(),
                outcomes,
                price,
                log.receipts.verifyKey().kid());
        statementLeaf = log.append(statement.digest());
        log.strangers(7);
    }

    static byte[] content(int index, Kind kind) {
        return "%s of item %d".formatted(kind.wireName(), index).getBytes(UTF_8);
    }

    static byte[] sha256(byte[] bytes) {
        MessageDigest sha256 = PackFormat.sha256();
        return sha256.digest(bytes);
    }

    private Receipt receipt(int index) {
        boolean failed = index % 5 == 4;
        Instant start = CLOSED.minusSeconds(100).plusMillis(index);
        return new Receipt(
                ReceiptId.derived(IDS, index),
                ACCOUNT,
                AttestationType.PLATFORM_OBSERVED,
                new BatchPlace(BATCH, index),
                MODEL,
                new Commitments(commitment(index, Kind.INPUT), failed ? null : commitment(index, Kind.OUTPUT), null),
                start,
                start.plusMillis(7),
                failed ? Outcome.FAILED : Outcome.SUCCEEDED,
                failed ? 0 : 20_000,
                Energy.of(false, 14_000, 60, 400),
                null,
                Map.of("customer_trace_id", "größe-" + index),
                log.receipts.verifyKey().kid());
    }

    private String commitment(int index, Kind kind) {
        return Commitment.of(kind, salts.salt(index, kind).orElseThrow(), sha256(content(index, kind)));
    }

    Map<Kind, Opening> openings(int index) {
        Map<Kind, Opening> openings = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if (receipts.get(index).commitments().of(kind) != null) {
                openings.put(kind, Opening.of(salts.salt(index, kind).orElseThrow(), sha256(content(index, kind))));
            }
        }
        return openings;
    }

    BatchEvidence batchEvidence(int index) {
        List<Hash> path = Proofs.inclusion(
                index, receipts.size(), (level, at) -> requireNonNull(nodes.get(List.of((long) level, at))));
        return new BatchEvidence(statement, HEX.formatHex(log.receipts.sign(statement.canonical())), path);
    }

    /** The owner's pack of an item, signed twice over. */
    byte[] item(int index) {
        return item(index, log.evidence(firstLeaf + index), openings(index), true, batchEvidence(index));
    }

    byte[] item(
            int index,
            LogEvidence evidence,
            Map<Kind, Opening> openings,
            boolean signed,
            @Nullable BatchEvidence batch) {
        Receipt receipt = receipts.get(index);
        return new ReceiptPack(
                        receipt,
                        log.receipts.verifyKey(),
                        signed ? HEX.formatHex(log.receipts.sign(receipt.canonical())) : null,
                        batch,
                        evidence,
                        openings)
                .toBytes();
    }

    byte[] batch(boolean opened) {
        return batch(receipts, opened);
    }

    byte[] batch(List<Receipt> written, boolean opened) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            BatchPackWriter writer = new BatchPackWriter(
                    out,
                    statement,
                    log.receipts.verifyKey(),
                    HEX.formatHex(log.receipts.sign(statement.canonical())),
                    log.evidence(statementLeaf));
            for (Receipt receipt : written) {
                int index = receipts.indexOf(receipt);
                writer.add(receipt.canonical(), opened && index >= 0 ? openings(index) : Map.of());
            }
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A client's assertion, logged and signed with a key. */
    static byte[] assertion(TestLog log, SigningKey key) {
        Receipt receipt = new Receipt(
                "0ee3cc19-e710-4a2d-bf01-0edca0c5fdf4",
                ACCOUNT,
                AttestationType.CLIENT_ASSERTED,
                null,
                new ModelUsed("qwen3.5-27b", null, Map.of()),
                new Commitments("ab".repeat(32), "cd".repeat(32), null),
                null,
                CLOSED,
                Outcome.SUCCEEDED,
                0,
                Energy.of(false, 210_700_000, 60, 400),
                null,
                Map.of("gpu_id", "execution-a19c-42ef", "run_id", "run_1"),
                key.verifyKey().kid());
        long leaf = log.append(receipt.digest());
        return new ReceiptPack(
                        receipt,
                        key.verifyKey(),
                        HEX.formatHex(key.sign(receipt.canonical())),
                        null,
                        log.evidence(leaf),
                        Map.of())
                .toBytes();
    }
}
