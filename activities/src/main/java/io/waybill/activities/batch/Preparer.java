package io.waybill.activities.batch;

import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.price.PriceLists;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.storage.line.LineReader;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.PreparedBatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the lines of a batch once: checks, prices and stores them block by block, and plans chunks. Each block is one
 * transaction with the checkpoint after it, so a lost worker costs one block, and two at once cost only time.
 */
@Component
final class Preparer {

    private static final Logger LOGGER = LoggerFactory.getLogger(Preparer.class);

    /** Rows read at once by a preparation that goes on. */
    private static final int SEEN_ROWS = 10_000;

    private final BatchRows rows;
    private final ItemMapper items;
    private final Reuse reuse;
    private final BatchMapper batches;
    private final SegmentMapper segments;
    private final PlanStore plans;
    private final Transactions transactions;
    private final ObjectStore objects;
    private final ModelCatalog models;
    private final Catalog catalog;
    private final Tokenizers tokenizers;
    private final PriceLists prices;
    private final BlockChecker checker;

    Preparer(
            BatchRows rows,
            ItemMapper items,
            Reuse reuse,
            BatchMapper batches,
            SegmentMapper segments,
            PlanStore plans,
            Transactions transactions,
            ObjectStore objects,
            ModelCatalog models,
            Catalog catalog,
            Tokenizers tokenizers,
            PriceLists prices,
            BlockChecker checker) {
        this.rows = rows;
        this.items = items;
        this.reuse = reuse;
        this.batches = batches;
        this.segments = segments;
        this.plans = plans;
        this.transactions = transactions;
        this.objects = objects;
        this.models = models;
        this.catalog = catalog;
        this.tokenizers = tokenizers;
        this.prices = prices;
        this.checker = checker;
    }

    PreparedBatch prepare(UUID id, Heartbeat heartbeat) {
        while (true) {
            BatchRow batch = begin(id);
            if (batch.plan() != null) {
                return plans.clear(id, Json.read(batch.plan(), PreparedBatch.class));
            }
            Optional<PreparedBatch> prepared = read(batch, heartbeat);
            if (prepared.isPresent()) {
                return plans.clear(id, prepared.get());
            }
            LOGGER.atInfo().addKeyValue("batch", id).log("another attempt prepares this batch too");
        }
    }

    private BatchRow begin(UUID id) {
        return transactions.call(() -> {
            BatchRow batch = rows.stand(id);
            if (batch.plan() == null && batch.state() == BatchState.pending) {
                batches.enter(id, BatchState.validating);
            } else if (batch.plan() == null && batch.state() != BatchState.validating) {
                throw BatchFailure.BATCH_ENDED.because("the batch is " + batch.state() + ", nothing is prepared");
            }
            return batch;
        });
    }

    /** {@return the plan; empty where another attempt has come further meanwhile} */
    private Optional<PreparedBatch> read(BatchRow batch, Heartbeat heartbeat) {
        SegmentRow segment = segments.find(batch.id())
                .orElseThrow(() -> BatchFailure.REQUEST_WRONG.because("the batch has no segment"));
        var stored = batches.checkpoint(batch.id());
        var preparation =
                new Preparation(stored == null ? Checkpoint.beginning() : Json.read(stored, Checkpoint.class));
        var lineChecker = new LineChecker(
                models,
                catalog,
                tokenizers,
                batch.endpoint(),
                prices.sheet(batch.accountId(), batch.priceVersion(), batch.createdAt()),
                batch.lane(),
                batch.reuse());
        try (LineReader reader = open(segment, preparation)) {
            return read(batch, preparation, new LineBlocks(reader, PlanStore.LINES_MAX), lineChecker, heartbeat);
        } catch (ObjectNotFound e) {
            LOGGER.atError().setCause(e).addKeyValue("batch", batch.id()).log("a batch's input is gone");
            return plans.refuse(batch, preparation, "input_lost", "the input is not in the object store any more");
        } catch (IOException e) {
            throw new UncheckedIOException("segment " + segment.objectKey() + " cannot be read", e);
        }
    }

    private Optional<PreparedBatch> read(
            BatchRow batch, Preparation preparation, LineBlocks blocks, LineChecker lineChecker, Heartbeat heartbeat)
            throws IOException {
        Reuse.ReuseMemory memory = batch.reuse() ? remembered(batch.id(), preparation) : null;
        while (true) {
            heartbeat.at(preparation.offset());
            LineBlock block = blocks.next();
            List<CheckedLine> lines = checker.check(lineChecker, block, () -> heartbeat.at(preparation.offset()));
            if (memory != null) {
                lines = reuse.answered(batch.accountId(), lines, memory);
            }
            if (!blocks.isEnded()) {
                if (!plans.store(batch, preparation, lines)) {
                    return Optional.empty();
                }
            } else {
                return plans.finish(batch, preparation, lines, blocks.isTooMany());
            }
        }
    }

    /** {@return what is to be known of the lines before} */
    private Reuse.ReuseMemory remembered(UUID id, Preparation preparation) {
        var memory = new Reuse.ReuseMemory();
        int after = -1;
        while (after < preparation.lines() - 1) {
            List<SeenRow> seen = items.seen(id, after, SEEN_ROWS);
            if (seen.isEmpty()) {
                return memory;
            }
            seen.forEach(memory::add);
            after = seen.getLast().index();
        }
        return memory;
    }

    private LineReader open(SegmentRow segment, Preparation preparation) throws IOException {
        long offset = preparation.offset();
        long left = segment.bytes() - offset;
        InputStream input = left <= 0 ? InputStream.nullInputStream() : objects.open(segment.objectKey(), offset, left);
        return LineReader.at(input, offset, preparation.lines() + 1L);
    }

    /** {@return the chunks of a shard after {@code after}} */
    ChunkPage chunks(UUID id, int shard, int after) {
        return plans.page(id, shard, after);
    }
}
