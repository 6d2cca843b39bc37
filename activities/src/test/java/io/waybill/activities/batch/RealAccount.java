package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ApplicationFailure;
import io.waybill.activities.batch.PlainAccount.Outcome;
import io.waybill.activities.ledger.InsufficientFunds;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.ReferenceReused;
import io.waybill.activities.testing.TestActivities;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.HoldBatch;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import io.waybill.workflows.batch.SweepBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Does to an account in PostgreSQL what {@link PlainAccount} is told, with the steps that the workflow calls. */
final class RealAccount {

    private final BatchWorld world;
    private final BatchSteps steps;
    private final Ledger ledger;
    private final ChunkMapper chunkRows;
    private final ObjectStore objects;
    private final UUID account;
    private final Map<Integer, RealBatch> batches = new HashMap<>();

    RealAccount(TestActivities activities) {
        this.world = new BatchWorld(activities);
        this.steps = world.steps();
        this.ledger = activities.bean(Ledger.class);
        this.chunkRows = activities.bean(ChunkMapper.class);
        this.objects = activities.bean(ObjectStore.class);
        this.account = activities.account(0).id();
    }

    Ledger.Balance balance() {
        return ledger.balance(account);
    }

    BatchProgress progress(int slot) {
        return steps.count(batch(slot).id);
    }

    Outcome apply(Operation operation, PlainAccount plain) {
        try {
            return switch (operation) {
                case Operation.TopUp it -> topUp(it);
                case Operation.Charge it -> {
                    ledger.charge(account, reference("call", it.name()), it.items() * BatchWorld.ITEM_NANOS, "");
                    yield Outcome.done;
                }
                case Operation.GiveBack it -> {
                    ledger.giveBack(account, reference("call", it.name()));
                    yield Outcome.done;
                }
                case Operation.Submit it -> submit(it);
                case Operation.OfBatch it -> {
                    apply(it, batch(it.slot()), requireNonNull(plain.batch(it.slot())));
                    yield Outcome.done;
                }
            };
        } catch (ReferenceReused e) {
            return Outcome.reused;
        } catch (InsufficientFunds e) {
            return Outcome.refused;
        } catch (ApplicationFailure e) {
            if (BatchFailure.BATCH_ENDED.name().equals(e.getType())) {
                return Outcome.ended;
            }
            throw e;
        }
    }

    /** {@return the lines of the output file, then those of the error file; the model says which there are} */
    List<List<String>> files(int slot, boolean output, boolean errors) {
        String id = batch(slot).id;
        return List.of(output ? world.output(id) : List.of(), errors ? world.errors(id) : List.of());
    }

    private Outcome topUp(Operation.TopUp topUp) {
        if (topUp.items() > 0) {
            ledger.credit(account, reference("credit", topUp.name()), topUp.items() * BatchWorld.ITEM_NANOS, "");
        }
        return Outcome.done;
    }

    private Outcome submit(Operation.Submit submit) {
        RealBatch batch = batches.computeIfAbsent(
                submit.slot(),
                _ -> new RealBatch(
                        submit.shape(), world.submit(account, submit.shape().quarantine(), lines(submit.shape()))));
        if (submit.steps() == 0) {
            return Outcome.done;
        }
        PreparedBatch plan = steps.prepare(batch.id);
        if (plan.rejected()) {
            steps.close(new CloseBatch(batch.id, BatchState.failed, "invalid_batch", plan.reason()));
            return Outcome.rejected;
        }
        batch.plan(plan);
        if (submit.steps() == 1) {
            return Outcome.done;
        }
        if (!steps.hold(new HoldBatch(batch.id, account.toString(), plan.priceNanos()))
                .held()) {
            steps.close(new CloseBatch(batch.id, BatchState.failed, "insufficient_funds", "too little"));
            return Outcome.unpaid;
        }
        return Outcome.done;
    }

    private void apply(Operation.OfBatch operation, RealBatch batch, PlainBatch plain) {
        switch (operation) {
            case Operation.Submit it -> throw new IllegalStateException(it + " is no step");
            case Operation.Run it ->
                batch.settle(List.of(it.chunk() % plain.chunks.size()), it.wave(), it.only(), it.failing());
            case Operation.RunAll it -> batch.settle(batch.allChunks(), it.wave(), it.only(), it.failing());
            case Operation.Abandon it -> abandon(it, batch, plain);
            case Operation.Cancel it -> cancel(batch, plain.started, it.whole());
            case Operation.Expire _ -> {
                sweep(batch, plain.started, ItemState.expired);
                end(batch, plain.started, BatchState.expired);
            }
            case Operation.Complete _ -> {
                batch.settle(plain.state.isTerminal() ? List.of() : plain.unfinished(), PlainBatch.LAST_WAVE, -1, 0);
                steps.enter(new EnterState(batch.id, BatchState.finalizing));
                end(batch, plain.started, BatchState.completed);
            }
            case Operation.Read _ -> {
                // The test reads.
            }
        }
    }

    private void abandon(Operation.Abandon operation, RealBatch batch, PlainBatch plain) {
        int chunk = operation.chunk() % plain.chunks.size();
        int[] items = plain.chunks.get(chunk);
        int only = batch.abandoned.computeIfAbsent(chunk + ":" + operation.wave(), _ -> operation.only());
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < items.length; i++) {
            if (PlainBatch.bit(only, i)) {
                indexes.add(items[i]);
            }
        }
        steps.abandon(
                new AbandonItems(batch.id, chunk, operation.wave(), indexes, "worker_lost", "it ended its worker"));
    }

    private void cancel(RealBatch batch, boolean started, boolean whole) {
        steps.enter(new EnterState(batch.id, BatchState.cancelling));
        sweep(batch, started, ItemState.cancelled);
        if (whole) {
            end(batch, started, BatchState.cancelled);
        }
    }

    private void sweep(RealBatch batch, boolean started, ItemState state) {
        if (started) {
            steps.sweep(new SweepBatch(batch.id, state));
        }
    }

    private void end(RealBatch batch, boolean started, BatchState terminal) {
        if (started) {
            steps.assemble(batch.id);
        }
        steps.close(new CloseBatch(batch.id, terminal, null, null));
    }

    private RealBatch batch(int slot) {
        return requireNonNull(batches.get(slot), "batch");
    }

    private String reference(String what, int name) {
        return what + ":" + account + ":" + name;
    }

    private static String lines(Operation.Shape shape) {
        var lines = new StringBuilder();
        for (int i = 0; i < shape.lines(); i++) {
            lines.append(i == shape.badAt() ? "bad" : BatchWorld.line("item-" + i, "x"))
                    .append('\n');
        }
        return lines.toString();
    }

    /** A batch with the runs that were made of it. */
    private final class RealBatch {

        final String id;
        final Map<String, Integer> abandoned = new HashMap<>();
        private final FakeInference inference;
        private final Operation.Shape shape;
        private final Map<String, SettleChunks.Ended> runs = new HashMap<>();
        private List<ChunkRef> chunks = List.of();

        RealBatch(Operation.Shape shape, String id) {
            this.shape = shape;
            this.id = id;
            this.inference = new FakeInference(objects, account.toString(), id);
        }

        /** Small batches have an item in a chunk; the rows are made such that some have more. */
        void plan(PreparedBatch plan) {
            if (!chunks.isEmpty()) {
                return;
            }
            chunks = plan.firstPage().chunks();
            if (shape.chunkItems() > 1 && chunks.size() > 1) {
                chunks = LargerChunks.of(chunks, shape.chunkItems());
                UUID batch = BatchRows.id(id);
                int modelId = chunkRows.spans(batch, new int[] {0}).getFirst().modelId();
                chunkRows.deleteAll(batch);
                chunkRows.insert(batch, LargerChunks.rows(chunks, modelId));
            }
        }

        List<Integer> allChunks() {
            return IntStream.range(0, chunks.size()).boxed().toList();
        }

        void settle(List<Integer> numbers, int wave, int only, int failing) {
            List<SettleChunks.Ended> ended = new ArrayList<>();
            for (int number : numbers) {
                ended.add(runs.computeIfAbsent(number + ":" + wave, _ -> run(number, wave, only, failing)));
            }
            steps.settle(new SettleChunks(id, ended));
        }

        private SettleChunks.Ended run(int number, int wave, int only, int failing) {
            var chunk = chunks.get(number);
            return inference.run(
                    chunk,
                    wave,
                    index -> PlainBatch.bit(only, position(chunk.firstIndex(), index)),
                    index -> PlainBatch.bit(failing, position(chunk.firstIndex(), index)));
        }

        /** {@return which good line of the chunk it is} */
        private int position(int first, int index) {
            boolean badBetween = shape.badAt() >= first && shape.badAt() < index;
            return index - first - (badBetween ? 1 : 0);
        }
    }
}
