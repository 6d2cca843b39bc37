package io.waybill.activities.batch;

import io.waybill.activities.meter.SettleLag;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.AssembledBatch;
import io.waybill.workflows.batch.BatchActivities;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.ChunkQuery;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.HoldBatch;
import io.waybill.workflows.batch.PreparedAndHeld;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import io.waybill.workflows.batch.SteerBatch;
import io.waybill.workflows.batch.SweepBatch;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** The steps of a batch over PostgreSQL and the object store. */
@Component
final class BatchSteps implements BatchActivities {

    private final Preparer preparer;
    private final Lifecycle lifecycle;
    private final Settlement settlement;
    private final Assembler assembler;
    private final Attestation attestation;
    private final Appender appender;
    private final AdditionStore additions;
    private final Heartbeat heartbeat;

    BatchSteps(
            Preparer preparer,
            Lifecycle lifecycle,
            Settlement settlement,
            Assembler assembler,
            Attestation attestation,
            Appender appender,
            AdditionStore additions,
            Heartbeat heartbeat) {
        this.preparer = preparer;
        this.lifecycle = lifecycle;
        this.settlement = settlement;
        this.assembler = assembler;
        this.attestation = attestation;
        this.appender = appender;
        this.additions = additions;
        this.heartbeat = heartbeat;
    }

    @Override
    public PreparedBatch prepare(String batchId) {
        return preparer.prepare(BatchRows.id(batchId), heartbeat);
    }

    @Override
    public HeldBatch hold(HoldBatch request) {
        return lifecycle.hold(request);
    }

    @Override
    public PreparedAndHeld prepareAndHold(String batchId) {
        PreparedBatch plan = prepare(batchId);
        heartbeat.at(0);
        return new PreparedAndHeld(plan, plan.rejected() ? null : lifecycle.hold(BatchRows.id(batchId)));
    }

    @Override
    public ChunkPage chunks(ChunkQuery query) {
        return preparer.chunks(BatchRows.id(query.batchId()), query.shard(), query.afterChunk());
    }

    @Override
    public BatchProgress settle(SettleChunks request) {
        if (request.oldestMillis() == 0) {
            return settlement.settle(request);
        }
        // By the clock of the server that told the workflow when it was.
        try (SettleLag lag = SettleLag.begin(request.oldestMillis(), Clock.systemUTC())) {
            BatchProgress progress = settlement.settle(request);
            lag.settled();
            return progress;
        }
    }

    @Override
    public BatchProgress abandon(AbandonItems request) {
        return settlement.abandon(request);
    }

    @Override
    public BatchProgress enter(EnterState request) {
        return lifecycle.enter(request);
    }

    @Override
    public BatchProgress steer(SteerBatch request) {
        return lifecycle.steer(request);
    }

    @Override
    public AddedItems add(AddItems request) {
        return appender.add(request, heartbeat);
    }

    @Override
    public BatchProgress seal(String batchId) {
        return additions.seal(batchId);
    }

    @Override
    public BatchProgress sweep(SweepBatch request) {
        return lifecycle.sweep(request);
    }

    @Override
    public BatchProgress count(String batchId) {
        return lifecycle.count(batchId);
    }

    @Override
    public AssembledBatch assemble(String batchId) {
        return assembler.assemble(batchId, heartbeat);
    }

    @Override
    public void attest(String batchId) {
        attestation.attest(batchId, heartbeat);
    }

    @Override
    public BatchProgress close(CloseBatch request) {
        return lifecycle.close(request);
    }

    @Override
    public BatchProgress assembleAndClose(String batchId) {
        lifecycle.enter(new EnterState(batchId, BatchState.finalizing));
        assembler.assemble(batchId, heartbeat);
        attestation.attest(batchId, heartbeat);
        return lifecycle.close(new CloseBatch(batchId, BatchState.completed, null, null));
    }
}
