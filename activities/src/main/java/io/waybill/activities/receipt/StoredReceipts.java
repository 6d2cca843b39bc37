package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.log.TransparencyLog;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.activities.receipt.ReceiptMapper.CallRow;
import io.waybill.activities.signing.ReceiptKeys;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.LogProof;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.pack.BatchPackWriter;
import io.waybill.receipts.pack.LogEvidence;
import io.waybill.receipts.pack.Opening;
import io.waybill.receipts.pack.ReceiptPack;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.receipts.receipt.SaltTree;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Receipts as rows, records in the object store, and the log. */
@Component
final class StoredReceipts implements Receipts {

    private static final Logger LOGGER = LoggerFactory.getLogger(StoredReceipts.class);
    private static final HexFormat HEX = HexFormat.of();
    private static final int PAGE = 1_000;
    private static final int STATEMENT_BYTES_MAX = 1 << 16;

    private final ReceiptMapper rows;
    private final ReceiptKeys keys;
    private final ReceiptIds ids;
    private final SaltSealing sealing;
    private final TransparencyLog log;
    private final RecordReader records;
    private final ContentHashes contents;
    private final Transactions transactions;

    StoredReceipts(
            ReceiptMapper rows,
            ReceiptKeys keys,
            ReceiptIds ids,
            SaltSealing sealing,
            TransparencyLog log,
            RecordReader records,
            ContentHashes contents,
            Transactions transactions) {
        this.rows = rows;
        this.keys = keys;
        this.ids = ids;
        this.sealing = sealing;
        this.log = log;
        this.records = records;
        this.contents = contents;
        this.transactions = transactions;
    }

    @Override
    public Optional<FoundReceipt> find(UUID id) {
        var place = ids.place(id);
        if (place.isPresent()) {
            Optional<BatchRow> batch = rows.batchOf(place.get().ordinal());
            int position = batch.isEmpty()
                    ? -1
                    : records.position(batch.get(), place.get().index());
            if (position >= 0) {
                return page(batch.orElseThrow(), position, 1).stream().findFirst();
            }
        }
        return rows.call(id).map(StoredReceipts::found);
    }

    @Override
    public List<FoundReceipt> of(UUID accountId, UUID batchId, int from, int limit) {
        return row(accountId, batchId)
                .map(batch -> page(batch, from, Math.clamp((long) items(batch) - from, 0, limit)))
                .orElse(List.of());
    }

    @Override
    public boolean holds(FoundReceipt found) {
        Long index = found.logIndex();
        return key(found.receipt().keyId()).verifyKey().verifies(found.signature(), found.canonical())
                && (index == null || proof(index).includes(found.receipt().digest()));
    }

    @Override
    public byte[] evidence(FoundReceipt found, @Nullable UUID owner) {
        Long index = found.logIndex();
        if (index == null) {
            throw new ReceiptPending();
        }
        return new ReceiptPack(
                        found.receipt(),
                        key(found.receipt().keyId()).verifyKey(),
                        HEX.formatHex(found.signature()),
                        null,
                        logEvidence(index),
                        found.accountId().equals(owner) ? openings(found) : Map.of())
                .toBytes();
    }

    @Override
    public boolean evidence(UUID accountId, UUID batchId, OutputStream out) throws IOException {
        BatchRow batch = row(accountId, batchId).orElse(null);
        if (batch == null || items(batch) == 0) {
            return false;
        }
        long first = first(batch);
        int items = items(batch);
        var statement = BatchStatement.read(
                CanonicalJson.readObject(requireNonNull(batch.statement(), "statement"), STATEMENT_BYTES_MAX));
        var pack = new BatchPackWriter(
                out,
                statement,
                key(batch.keyId()).verifyKey(),
                HEX.formatHex(requireNonNull(batch.signature(), "signature")),
                logEvidence(first + items));
        var salts = salts(batch).walk();
        for (int from = 0; from < items; from += PAGE) {
            List<ItemRecord> page = records.read(batch, from, Math.min(PAGE, items - from));
            var share = share(batch);
            Map<Integer, EndedItem> ended = hashes(batchId, page);
            for (int i = 0; i < page.size(); i++) {
                ItemRecord item = page.get(i);
                pack.add(share.receipt(item).canonical(), openings(item, ended.get(item.index()), salts));
            }
        }
        pack.end();
        return true;
    }

    @Override
    public Optional<Unopened> unopened(FoundReceipt found) {
        Map<Commitment.Kind, Opening> openings = openings(found);
        boolean whole = Arrays.stream(Commitment.Kind.values())
                .allMatch(kind -> found.receipt().commitments().of(kind) == null || openings.containsKey(kind));
        if (whole) {
            return Optional.empty();
        }
        UUID batchId = found.batchId();
        BatchPlace place = found.receipt().place();
        return batchId == null || place == null || !hasSalts(rows.batch(batchId).orElseThrow(), place.index())
                ? Optional.of(Unopened.FORGOTTEN)
                : Optional.of(Unopened.RESULTS_REMOVED);
    }

    @Override
    public Optional<Unopened> unopened(UUID accountId, UUID batchId) {
        BatchRow batch = row(accountId, batchId).orElse(null);
        if (batch == null) {
            return Optional.empty();
        }
        for (ItemRecord item : records.read(batch, 0, Math.min(PAGE, items(batch)))) {
            if (item.input() != null && hasSalts(batch, item.index())) {
                EndedItem ended = hashes(batchId, List.of(item)).get(item.index());
                return ended == null || ended.inputSha256() == null
                        ? Optional.of(Unopened.RESULTS_REMOVED)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean hasSalts(BatchRow batch, long index) {
        return salts(batch).walk().salt(index, Commitment.Kind.INPUT).isPresent();
    }

    @Override
    public boolean forget(UUID accountId, UUID id) {
        var place = ids.place(id);
        BatchRow batch = place.flatMap(found -> rows.batchOf(found.ordinal())).orElse(null);
        int index = place.map(ReceiptIds.Place::index).orElse(-1);
        if (batch == null || records.position(batch, index) < 0) {
            return rows.forgetCall(accountId, id) == 1;
        }
        if (!batch.accountId().equals(accountId)) {
            return false;
        }
        transactions.run(() -> {
            byte[] sealed = rows.lockBatch(batch.batchId()).orElseThrow().salts();
            var left = SaltTree.read(sealing.open(accountId, batch.batchId(), sealed))
                    .without(index);
            rows.forgetOf(batch.batchId(), sealing.seal(accountId, batch.batchId(), left.toBytes()));
        });
        return true;
    }

    private Optional<BatchRow> row(UUID accountId, UUID batchId) {
        return rows.batch(batchId).filter(row -> row.accountId().equals(accountId));
    }

    /** Signed here and now, which gives the same bytes at any time; only what stands in the log is signed. */
    private List<FoundReceipt> page(BatchRow batch, int from, int count) {
        if (count <= 0) {
            return List.of();
        }
        long first = first(batch);
        var share = share(batch);
        SigningKey key = key(batch.keyId());
        byte[] leaves = log.leaves(first + from, count);
        List<ItemRecord> page = records.read(batch, from, count);
        List<FoundReceipt> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Receipt receipt = share.receipt(page.get(i));
            byte[] canonical = receipt.canonical();
            int at = i * Commitment.BYTES;
            if (!Arrays.equals(
                    SignedSingleReceipts.sha256(canonical), Arrays.copyOfRange(leaves, at, at + Commitment.BYTES))) {
                throw new ReceiptsDamaged("receipt " + (from + i) + " of " + share.batch()
                        + " is not the one in the log at " + (first + from + i));
            }
            found.add(new FoundReceipt(
                    receipt, canonical, batch.accountId(), key.sign(canonical), first + from + i, batch.batchId()));
        }
        return found;
    }

    private static FoundReceipt found(CallRow row) {
        return new FoundReceipt(
                Receipt.read(row.canonical()), row.canonical(), row.accountId(), row.signature(), row.logIndex(), null);
    }

    private Map<Commitment.Kind, Opening> openings(FoundReceipt found) {
        UUID batchId = found.batchId();
        if (batchId == null) {
            CallRow row = rows.call(UUID.fromString(found.receipt().id())).orElseThrow();
            byte[] salts = row.salts();
            return salts == null
                    ? Map.of()
                    : Contents.read(sealing.open(row.accountId(), row.id(), salts))
                            .openings();
        }
        BatchRow batch = rows.batch(batchId).orElseThrow();
        Long index = found.logIndex();
        ItemRecord item = records.read(batch, (int) (requireNonNull(index, "index") - first(batch)), 1)
                .getFirst();
        return openings(
                item,
                hashes(batchId, List.of(item)).get(item.index()),
                salts(batch).walk());
    }

    private static Map<Commitment.Kind, Opening> openings(
            ItemRecord item, @Nullable EndedItem ended, SaltTree.Walk salts) {
        Map<Commitment.Kind, Opening> openings = new EnumMap<>(Commitment.Kind.class);
        if (ended != null) {
            open(openings, Commitment.Kind.INPUT, item.index(), item.input(), ended.inputSha256(), salts);
            open(openings, Commitment.Kind.OUTPUT, item.index(), item.output(), ended.outputSha256(), salts);
        }
        return openings;
    }

    private static void open(
            Map<Commitment.Kind, Opening> openings,
            Commitment.Kind kind,
            int index,
            byte[] commitment,
            byte[] sha256,
            SaltTree.Walk salts) {
        if (commitment.length > 0 && sha256.length > 0) {
            salts.salt(index, kind).ifPresent(salt -> openings.put(kind, Opening.of(salt, sha256)));
        }
    }

    /** Empty where the results were deleted: then their owner alone knows what they were. */
    private Map<Integer, EndedItem> hashes(UUID batchId, List<ItemRecord> page) {
        Map<Integer, EndedItem> ended = new HashMap<>();
        try {
            contents.page(batchId, page.getFirst().index() - 1, page.getLast().index())
                    .forEach(item -> ended.put(item.index(), item));
        } catch (RuntimeException e) {
            LOGGER.atDebug().addKeyValue("error", e.toString()).log("results of a batch are gone; no openings");
        }
        return ended;
    }

    private SaltTree salts(BatchRow batch) {
        return SaltTree.read(sealing.open(batch.accountId(), batch.batchId(), batch.salts()));
    }

    private BatchShare share(BatchRow batch) {
        return new BatchShare(batch, ids, new Models(rows, batch.engine()), 1);
    }

    private static long first(BatchRow batch) {
        Long first = batch.logFirst();
        if (first == null) {
            throw new ReceiptPending();
        }
        return first;
    }

    private static int items(BatchRow batch) {
        Integer items = batch.items();
        return items == null ? 0 : items;
    }

    private SigningKey key(String kid) {
        return keys.find(kid).orElseThrow(() -> new ReceiptsDamaged("the key " + kid + " is not there"));
    }

    private LogProof proof(long index) {
        return log.proof(index).orElseThrow(ReceiptPending::new);
    }

    private LogEvidence logEvidence(long index) {
        LogProof proof = proof(index);
        String text = keys.history().noteText(log.key().name());
        return new LogEvidence(log.key(), proof, SignedNote.parse(log.sign(text)));
    }
}
