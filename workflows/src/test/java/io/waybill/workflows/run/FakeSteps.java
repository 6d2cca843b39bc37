package io.waybill.workflows.run;

import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.AssembledBatch;
import io.waybill.workflows.batch.BatchActivities;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.ChunkQuery;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.HoldBatch;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.PreparedAndHeld;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import io.waybill.workflows.batch.SteerBatch;
import io.waybill.workflows.batch.SweepBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The I/O side over an item table in memory, strict about what it is asked. */
final class FakeSteps implements BatchActivities {

    private final Scenario scenario;
    private final FakeInference inference;
    private final Gates gates;
    private final Violations violations;
    private final List<String> calls = new ArrayList<>();
    private final Map<String, Integer> settling = new ConcurrentHashMap<>();
    private final Map<String, Object> keys = new ConcurrentHashMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private final List<SettleChunks> settles = new ArrayList<>();
    private BatchState state = BatchState.pending;
    private int additions;
    private long held;
    private long captured;
    private long released;
    private @Nullable CloseBatch closed;

    FakeSteps(Scenario scenario, FakeInference inference, Gates gates, Violations violations) {
        this.scenario = scenario;
        this.inference = inference;
        this.gates = gates;
        this.violations = violations;
    }

    @Override
    public PreparedBatch prepare(String batchId) {
        begin("prepare");
        move(BatchState.validating);
        if (scenario.storeAway) {
            throw new IllegalStateException("object store is away");
        }
        if (scenario.sourceUnreadable) {
            throw ApplicationFailure.newNonRetryableFailure("no such object", "SOURCE_LOST");
        }
        if (scenario.open) {
            return new PreparedBatch(0, 0, false, "", 0, List.of(), 0, 1, ChunkPage.empty(), null);
        }
        long price = scenario.valid() * Scenario.PRICE_NANOS;
        int chunks = scenario.reject ? 0 : scenario.chunks().size();
        ChunkPage first = scenario.shards > 1 || scenario.reject ? ChunkPage.empty() : page(scenario.chunksOf(0), -1);
        String reason = scenario.reject ? "line 3: input is empty" : "";
        List<String> models = scenario.valid() == 0 ? List.of() : List.of("all-minilm-l6-v2");
        return new PreparedBatch(
                scenario.items,
                scenario.invalid.size(),
                scenario.reject,
                reason,
                price,
                models,
                chunks,
                scenario.shards,
                first,
                scenario.errorLimit);
    }

    @Override
    public HeldBatch hold(HoldBatch request) {
        begin("hold");
        if (scenario.holdRefused) {
            throw ApplicationFailure.newNonRetryableFailure("the batch is failed", "BATCH_ENDED");
        }
        synchronized (this) {
            if (request.priceNanos() > scenario.availableNanos) {
                return HeldBatch.of(false, request.priceNanos(), scenario.availableNanos);
            }
            held = request.priceNanos();
            move(BatchState.in_progress);
            return HeldBatch.of(true, request.priceNanos(), scenario.availableNanos);
        }
    }

    @Override
    public PreparedAndHeld prepareAndHold(String batchId) {
        PreparedBatch plan = prepare(batchId);
        Activity.getExecutionContext().heartbeat(0);
        return new PreparedAndHeld(
                plan, plan.rejected() ? null : hold(new HoldBatch(batchId, World.ACCOUNT, plan.priceNanos())));
    }

    @Override
    public ChunkPage chunks(ChunkQuery query) {
        begin("chunks");
        return page(scenario.chunksOf(query.shard()), query.afterChunk());
    }

    @Override
    public BatchProgress settle(SettleChunks request) {
        String workflow = Activity.getExecutionContext().getInfo().getWorkflowId();
        violations.when(settling.merge(workflow, 1, Integer::sum) > 1, "two settles in flight");
        try {
            begin("settle");
            synchronized (this) {
                settles.add(request);
                violations.when(request.chunks().size() > SettleChunks.LIMIT, "a settle over the limit");
                for (SettleChunks.Ended ended : request.chunks()) {
                    if (inference.outcome(ended.chunk(), ended.wave()).unreadable()) {
                        throw ApplicationFailure.newNonRetryableFailure("hash differs", "RESULT_LOST");
                    }
                }
                request.chunks().forEach(this::settle);
                return progress();
            }
        } finally {
            settling.merge(workflow, -1, Integer::sum);
        }
    }

    @Override
    public BatchProgress abandon(AbandonItems request) {
        begin("abandon");
        if (scenario.abandonRefused) {
            throw ApplicationFailure.newNonRetryableFailure("no such chunk", "REQUEST_WRONG");
        }
        synchronized (this) {
            Object other = keys.put("abandon:" + request.chunk() + ":" + request.wave(), request);
            violations.when(other != null && !other.equals(request), "an abandon's key was used again: " + request);
            violations.when(request.indexes().size() > 512, "more than 512 indexes abandoned at once");
            for (int index : request.indexes()) {
                if (scenario.chunkOf(index) == request.chunk() && end(index, ItemState.failed)) {
                    errors.merge(request.code(), 1L, Long::sum);
                }
            }
            return progress();
        }
    }

    @Override
    public BatchProgress enter(EnterState request) {
        begin("enter " + request.state());
        synchronized (this) {
            move(request.state());
            return progress();
        }
    }

    @Override
    public BatchProgress steer(SteerBatch request) {
        begin("steer " + (request.paused() ? "paused " : "running ") + request.lane());
        synchronized (this) {
            BatchState next = request.paused() ? BatchState.paused : BatchState.in_progress;
            if (state != next && (state == BatchState.in_progress || state == BatchState.paused)) {
                move(next);
            }
            return progress();
        }
    }

    /** An addition takes the next shard of the scenario, which has its items from the beginning. */
    @Override
    public AddedItems add(AddItems request) {
        begin("add");
        if (request.bytes() == 0) {
            return AddedItems.refused("insufficient_funds", "too little", 5, 1);
        }
        synchronized (this) {
            int each = scenario.items / scenario.shards;
            if (keys.put("append:" + request.appendId(), request) == null) {
                additions++;
                held += each * Scenario.PRICE_NANOS;
            }
            return new AddedItems(
                    each, 0, null, null, 0, 0, (long) each * additions, additions, List.of("all-minilm-l6-v2"));
        }
    }

    @Override
    public BatchProgress seal(String batchId) {
        begin("seal");
        return progress();
    }

    @Override
    public BatchProgress sweep(SweepBatch request) {
        begin("sweep " + request.state());
        synchronized (this) {
            for (int index = 0; index < known(); index++) {
                end(index, request.state());
            }
            return progress();
        }
    }

    @Override
    public BatchProgress count(String batchId) {
        begin("count");
        synchronized (this) {
            return progress();
        }
    }

    @Override
    public AssembledBatch assemble(String batchId) {
        begin("assemble");
        return new AssembledBatch("file-out", null, 0, 0);
    }

    @Override
    public void attest(String batchId) {
        begin("attest");
        synchronized (this) {
            violations.when(!state().isTerminal() && progress().pending() > 0, "attested with pending items");
        }
    }

    @Override
    public BatchProgress close(CloseBatch request) {
        begin("close " + request.state());
        synchronized (this) {
            move(request.state());
            closed = request;
            violations.when(
                    request.state() == BatchState.completed && progress().pending() > 0,
                    "completed with pending items");
            violations.when(held != captured + released, "closed with money still held");
            return progress();
        }
    }

    @Override
    public BatchProgress assembleAndClose(String batchId) {
        enter(new EnterState(batchId, BatchState.finalizing));
        assemble(batchId);
        attest(batchId);
        return close(new CloseBatch(batchId, BatchState.completed, null, null));
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized List<SettleChunks> settles() {
        return List.copyOf(settles);
    }

    synchronized BatchState state() {
        return state;
    }

    synchronized @Nullable CloseBatch closed() {
        return closed;
    }

    synchronized BatchProgress progress() {
        Map<ItemState, Integer> counts = scenario.counts();
        int items = known();
        return new BatchProgress(
                items,
                counts.getOrDefault(ItemState.pending, 0) - (scenario.items - items),
                counts.getOrDefault(ItemState.succeeded, 0),
                counts.getOrDefault(ItemState.failed, 0),
                counts.getOrDefault(ItemState.cancelled, 0),
                counts.getOrDefault(ItemState.expired, 0),
                held,
                captured,
                released,
                errors);
    }

    /** An open batch has what was added to it, from the beginning of the scenario. */
    private int known() {
        return scenario.open ? scenario.items / scenario.shards * additions : scenario.items;
    }

    private void settle(SettleChunks.Ended ended) {
        Object other = keys.put("settle:" + ended.chunk() + ":" + ended.wave(), ended);
        if (scenario.repeated && ended.equals(other)) {
            return;
        }
        violations.when(other != null, "settled twice: " + ended);
        FakeInference.Outcome outcome = inference.outcome(ended.chunk(), ended.wave());
        for (int index : outcome.succeeded()) {
            boolean moved = end(index, ItemState.succeeded);
            violations.when(!moved && !swept(index), "item " + index + " ended twice");
        }
        for (int index : outcome.failed()) {
            boolean moved = end(index, ItemState.failed);
            violations.when(!moved && !swept(index), "item " + index + " ended twice");
            if (moved) {
                errors.merge("bad_item", 1L, Long::sum);
            }
        }
    }

    private boolean swept(int index) {
        return scenario.table[index] == ItemState.cancelled || scenario.table[index] == ItemState.expired;
    }

    private boolean end(int index, ItemState next) {
        synchronized (scenario) {
            if (scenario.table[index] != ItemState.pending) {
                return false;
            }
            scenario.table[index] = next;
        }
        if (held > 0) {
            captured += next == ItemState.succeeded ? Scenario.PRICE_NANOS : 0;
            released += next == ItemState.succeeded ? 0 : Scenario.PRICE_NANOS;
        }
        return true;
    }

    private synchronized void move(BatchState next) {
        violations.when(state != next && !state.canMoveTo(next), "moved from " + state + " to " + next);
        state = next;
    }

    private void begin(String activity) {
        synchronized (calls) {
            calls.add(activity);
        }
        gates.pass(activity);
    }

    private static ChunkPage page(List<ChunkRef> chunks, int after) {
        List<ChunkRef> rest = chunks.stream().filter(ref -> ref.chunk() > after).toList();
        boolean more = rest.size() > ChunkPage.LIMIT;
        return new ChunkPage(more ? rest.subList(0, ChunkPage.LIMIT) : rest, more);
    }
}
