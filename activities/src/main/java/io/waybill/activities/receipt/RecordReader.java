package io.waybill.activities.receipt;

import io.waybill.activities.id.Ids;
import io.waybill.activities.log.LogQueue;
import io.waybill.activities.receipt.ReceiptMapper.BatchRow;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads what receipts are made of, from rows or objects. Thread-safe. */
@Component
final class RecordReader {

    private final ObjectStore objects;

    RecordReader(ObjectStore objects) {
        this.objects = objects;
    }

    List<ItemRecord> read(BatchRow batch, int from, int count) {
        byte[] here = batch.records();
        List<ItemRecord> records = new ArrayList<>(count);
        if (here != null) {
            take(here, from * ItemRecord.BYTES, count, records);
            return records;
        }
        int at = from;
        while (at < from + count) {
            int part = at / LogQueue.OBJECT_LEAVES;
            int first = at % LogQueue.OBJECT_LEAVES;
            int taken = Math.min(LogQueue.OBJECT_LEAVES - first, from + count - at);
            String key =
                    ObjectKeys.receipts(batch.accountId().toString(), Ids.render(Ids.BATCH, batch.batchId()), part);
            try {
                take(objects.read(key, (long) first * ItemRecord.BYTES, taken * ItemRecord.BYTES), 0, taken, records);
            } catch (IOException e) {
                throw new UncheckedIOException("receipts of a batch cannot be read", e);
            }
            at += taken;
        }
        return records;
    }

    /** {@return the position of the item of an index; -1 where the batch has none}, which blank lines make smaller. */
    int position(BatchRow batch, int index) {
        Integer items = batch.items();
        int low = 0;
        int high = Math.min(index, items == null ? -1 : items - 1);
        int guess = high; // right where no line is blank
        while (low <= high) {
            int found = read(batch, guess, 1).getFirst().index();
            if (found == index) {
                return guess;
            }
            if (found < index) {
                low = guess + 1;
            } else {
                high = guess - 1;
            }
            guess = (low + high) >>> 1;
        }
        return -1;
    }

    private static void take(byte[] bytes, int offset, int count, List<ItemRecord> records) {
        if (bytes.length < offset + count * ItemRecord.BYTES) {
            throw new ReceiptsDamaged("records of a batch end early");
        }
        var in = ByteBuffer.wrap(bytes, offset, count * ItemRecord.BYTES);
        for (int i = 0; i < count; i++) {
            records.add(ItemRecord.read(in));
        }
    }
}
