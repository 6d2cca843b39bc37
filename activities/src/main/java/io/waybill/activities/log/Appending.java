package io.waybill.activities.log;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.log.LogMapper.StateRow;
import io.waybill.activities.webhook.Outbox;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** What a sequencer does, step by step; each step holds only under the newest fence. */
final class Appending {

    private static final String TEXT = "text/plain; charset=utf-8";

    private final LogMapper rows;
    private final ObjectStore objects;
    private final LogKey key;
    private final Clock clock;
    private final Integration integration;
    private final Recomputation recomputation;
    private final Witnesses witnesses;
    private final Announcement announcement;

    Appending(
            LogMapper rows,
            WitnessMapper witnesses,
            ObjectStore objects,
            Outbox outbox,
            Transactions transactions,
            LogKey key,
            LogSettings settings,
            Clock clock) {
        this.rows = rows;
        this.objects = objects;
        this.key = key;
        this.clock = clock;
        this.integration = new Integration(rows, objects, transactions, clock);
        this.recomputation = new Recomputation(rows, objects, key);
        this.witnesses = new Witnesses(rows, witnesses, objects, settings, clock);
        this.announcement = new Announcement(rows, outbox, this.witnesses, transactions, settings);
    }

    /** {@return the fence of a new sequencer: those before it write nothing any more} */
    long begin() {
        rows.create(key.origin(), new TreeHasher().emptyRoot().bytes(), clock.instant());
        return rows.fence();
    }

    /** Throws {@link LogRefused} where what is stored is not what was signed. */
    void check(long fence) {
        recomputation.check(false);
        witnesses.askAll(fence);
    }

    /** {@return how many leaves were appended; 0 where none waits} */
    long append(long fence) {
        return integration.next(fence);
    }

    /** Signs the size that is integrated, if it has not been; its tiles can be read by then. */
    void sign(long fence) {
        StateRow state = rows.state().orElseThrow();
        Long signed = state.checkpointSize();
        if (state.fence() != fence) {
            throw new Integration.Fenced();
        }
        if (signed != null && signed == state.size()) {
            return;
        }
        var head = Checkpoint.of(state.origin(), state.size(), Hash.of(state.root()));
        String note = key.sign(head.text()).format();
        if (rows.sign(fence, state.size(), note) == 0) {
            throw new Integration.Fenced();
        }
        try {
            objects.put(ObjectKeys.checkpoint(), note.getBytes(StandardCharsets.UTF_8), TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint cannot be published", e);
        }
    }

    /** Asks the witnesses whose time has come. */
    void witness(long fence) {
        witnesses.ask(fence);
    }

    /** Tells accounts of the checkpoint whose time for that has come. */
    void announce(long fence) {
        announcement.make(fence);
    }

    long size() {
        return rows.state().map(StateRow::size).orElse(0L);
    }

    long waiting() {
        return rows.waiting().leaves();
    }
}
