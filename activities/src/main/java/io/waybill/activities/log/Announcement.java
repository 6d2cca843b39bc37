package io.waybill.activities.log;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.log.LogMapper.StateRow;
import io.waybill.activities.webhook.Outbox;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.SignedNote;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells accounts that want it of checkpoints ({@code audit.checkpoint}): whoever keeps them sees when a later one does
 * not continue an earlier one, as a witness does.
 */
final class Announcement {

    private final LogMapper rows;
    private final Outbox outbox;
    private final Witnesses witnesses;
    private final Transactions transactions;
    private final LogSettings settings;

    Announcement(LogMapper rows, Outbox outbox, Witnesses witnesses, Transactions transactions, LogSettings settings) {
        this.rows = rows;
        this.outbox = outbox;
        this.witnesses = witnesses;
        this.transactions = transactions;
        this.settings = settings;
    }

    /** Tells whose time has come, after the witnesses were asked to cosign. A second run tells nobody. */
    void make(long fence) {
        Long signed = rows.state().map(StateRow::checkpointSize).orElse(null);
        if (signed == null || signed == 0 || !outbox.awaitsCheckpoint(signed, settings.witnessEvery())) {
            return;
        }
        witnesses.askAll(fence);
        String checkpoint = rows.state().map(StateRow::checkpoint).orElseThrow();
        var head = Checkpoint.parse(SignedNote.parse(checkpoint).text());
        transactions.run(() -> outbox.checkpoint(head.size(), settings.witnessEvery(), data(head, checkpoint)));
    }

    private static Map<String, Object> data(Checkpoint head, String checkpoint) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("object", "checkpoint");
        data.put("origin", head.origin());
        data.put("size", head.size());
        data.put("root", head.root().base64());
        data.put("checkpoint", checkpoint);
        return data;
    }
}
