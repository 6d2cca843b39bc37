package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.log.LogQueue;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.activities.signing.ReceiptKeys;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.receipts.receipt.SaltTree;
import io.waybill.storage.object.ObjectStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Begins the receipts of batches. */
@Component
final class StoredBatchReceipts implements BatchReceipts {

    private static final int SEED_BYTES = 32;

    /** Ids made at once: a quarter of a page. */
    private static final int ID_BLOCK = 1_250;

    private final ReceiptMapper rows;
    private final ReceiptKeys keys;
    private final ReceiptIds ids;
    private final SaltSealing sealing;
    private final LogQueue queue;
    private final ObjectStore objects;
    private final Transactions transactions;
    private final ReceiptSettings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    StoredBatchReceipts(
            ReceiptMapper rows,
            ReceiptKeys keys,
            ReceiptIds ids,
            SaltSealing sealing,
            LogQueue queue,
            ObjectStore objects,
            Transactions transactions,
            ReceiptSettings settings,
            Clock clock) {
        this.rows = rows;
        this.keys = keys;
        this.ids = ids;
        this.sealing = sealing;
        this.queue = queue;
        this.objects = objects;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Optional<Attesting> begin(UUID accountId, UUID batchId, long items) {
        BatchRow row = rows.batch(batchId).orElseGet(() -> make(accountId, batchId));
        return row.statement() == null ? Optional.of(attesting(row, items)) : Optional.empty();
    }

    private BatchRow make(UUID accountId, UUID batchId) {
        var seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        rows.begin(new BatchRow(
                batchId,
                accountId,
                ordinal(accountId, batchId),
                keys.active(KeyPurpose.RECEIPTS).verifyKey().kid(),
                sealing.seal(accountId, batchId, SaltTree.of(seed).toBytes()),
                Receipt.moment(clock.instant()),
                Engine.ALL,
                settings.watts(),
                settings.gridGramsPerKwh(),
                settings.referenceGramsPerKwh(),
                null,
                null,
                null,
                null,
                null));
        return rows.batch(batchId).orElseThrow();
    }

    private long ordinal(UUID accountId, UUID batchId) {
        rows.makeOrdinal(batchId, accountId);
        return requireNonNull(rows.ordinal(batchId), "ordinal");
    }

    private StoredAttesting attesting(BatchRow row, long items) {
        var salts = SaltTree.read(sealing.open(row.accountId(), row.batchId(), row.salts()));
        Map<UUID, Long> sources = new ConcurrentHashMap<>(); // ordinals of batches whose results were reused
        Supplier<BatchShare> shares = () -> new BatchShare(row, ids, new Models(rows, row.engine()), ID_BLOCK);
        var share = shares.get();
        var parts = new PartWriter(objects, row.accountId().toString(), share.batch());
        var key = keys.find(row.keyId())
                .orElseThrow(() -> new IllegalStateException("the key " + row.keyId() + " is not there"));
        var attesting = new StoredAttesting(
                row,
                share,
                parts,
                key,
                () -> new ReceiptMaker(
                        row,
                        salts,
                        shares.get(),
                        source -> sources.computeIfAbsent(source, batch -> ordinal(row.accountId(), batch))),
                (count, records, inObjects, entries, statement) -> transactions.run(() -> {
                    byte[] signature = key.sign(statement);
                    if (rows.finish(row.batchId(), count, records, statement, signature, clock.instant()) == 1) {
                        queue.batch(row.batchId(), inObjects, entries);
                    }
                }));
        if (items >= LogQueue.OBJECT_LEAVES) {
            attesting.resume();
        }
        return attesting;
    }
}
