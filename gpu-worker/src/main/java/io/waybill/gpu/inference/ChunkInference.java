package io.waybill.gpu.inference;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import io.waybill.gpu.model.ModelNotAvailable;
import io.waybill.gpu.model.ServedGenerator;
import io.waybill.gpu.model.ServedModel;
import io.waybill.gpu.model.ServedModels;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.outcome.OutcomeObject;
import io.waybill.telemetry.Traces;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferenceActivities;
import io.waybill.workflows.inference.InferenceFailure;
import io.waybill.workflows.inference.InferredChunk;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs chunks on the models of this worker. Whoever stores the outcome of (batch, chunk, wave) first decides; everybody
 * else reads it and answers the same.
 */
public final class ChunkInference implements InferenceActivities {

    private static final Logger LOGGER = LoggerFactory.getLogger(ChunkInference.class);

    /** The heartbeat timeout is 8 s: one beat may be lost. */
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(2);

    private static final String OUTCOME_TYPE = "application/octet-stream";

    private final ServedModels models;
    private final ObjectStore objects;
    private final String worker;
    private final Tracer tracer = Traces.ofProcess().tracer("io.waybill.gpu");
    private final ConcurrentHashMap<String, AtomicInteger> itemsRunning = new ConcurrentHashMap<>();

    /**
     * Uses the models and the object store, which it does not own.
     *
     * @param worker host and process id
     */
    public ChunkInference(ServedModels models, ObjectStore objects, String worker) {
        this.models = requireNonNull(models, "models");
        this.objects = requireNonNull(objects, "objects");
        this.worker = requireNonNull(worker, "worker");
    }

    /** {@return items of all runs of a pool that are under way} */
    public int itemsRunning(String pool) {
        return running(pool).get();
    }

    private AtomicInteger running(String pool) {
        return itemsRunning.computeIfAbsent(pool, _ -> new AtomicInteger());
    }

    @Override
    public InferredChunk infer(InferChunk chunk) {
        int items = items(chunk);
        AtomicInteger running = running(chunk.ref().pool());
        running.addAndGet(items);
        try (var _ = MDC.putCloseable("batch", chunk.batchId());
                var _ = MDC.putCloseable("chunk", Integer.toString(chunk.ref().chunk()))) {
            return run(chunk);
        } finally {
            running.addAndGet(-items);
        }
    }

    private InferredChunk run(InferChunk chunk) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        ChunkOutcome outcome = new ChunkOutcome(chunk);
        try (Heartbeats heartbeats = Heartbeats.start(() -> context.heartbeat(outcome.progress()), HEARTBEAT_EVERY)) {
            return infer(chunk, outcome, heartbeats, context.getInfo().getAttempt());
        } catch (ModelNotAvailable e) {
            throw ApplicationFailure.newFailureWithCause(
                    String.valueOf(e.getMessage()), InferenceFailure.MODEL_NOT_AVAILABLE.name(), e);
        } catch (InputLost e) {
            throw ApplicationFailure.newNonRetryableFailureWithCause(
                    String.valueOf(e.getMessage()), InferenceFailure.INPUT_LOST.name(), e);
        } catch (IOException e) {
            throw Activity.wrap(e);
        }
    }

    private InferredChunk infer(InferChunk chunk, ChunkOutcome outcome, Heartbeats heartbeats, int attempt)
            throws IOException {
        Task<?> task = task(chunk, outcome, heartbeats, attempt);
        String key = ObjectKeys.outcome(
                chunk.accountId(), chunk.batchId(), chunk.ref().chunk(), chunk.wave());
        if (attempt > 1) {
            Optional<OutcomeObject> earlier = read(key);
            if (earlier.isPresent()) {
                return answer(chunk, earlier.get(), indexes(chunk, task));
            }
        }
        List<Integer> indexes;
        Span span = span(chunk);
        try (var _ = span.makeCurrent()) {
            indexes = run(chunk, task);
        } catch (InterruptedException e) {
            // Either nobody wants the result, or the worker is stopping and another one will run the chunk.
            heartbeats.check();
            Thread.currentThread().interrupt();
            throw Activity.wrap(e);
        } finally {
            span.end();
        }
        heartbeats.check();
        OutcomeObject object = outcome.finish();
        if (objects.putIfAbsent(key, object.content(), OUTCOME_TYPE)) {
            return outcome.answer(object, worker);
        }
        OutcomeObject first = read(key).orElseThrow(() -> new IOException("outcome " + key + " came and went"));
        LOGGER.atInfo()
                .addKeyValue("batch", chunk.batchId())
                .addKeyValue("chunk", chunk.ref().chunk())
                .addKeyValue("attempt", attempt)
                .log("another run stored the outcome first");
        return answer(chunk, first, indexes);
    }

    private Span span(InferChunk chunk) {
        return tracer.spanBuilder("model " + chunk.ref().model())
                .setAttribute("waybill.batch", chunk.batchId())
                .setAttribute("waybill.chunk", chunk.ref().chunk())
                .setAttribute("waybill.wave", chunk.wave())
                .setAttribute("waybill.items", items(chunk))
                .startSpan();
    }

    private static int items(InferChunk chunk) {
        return chunk.only().isEmpty() ? chunk.ref().count() : chunk.only().size();
    }

    private InferredChunk answer(InferChunk chunk, OutcomeObject object, List<Integer> indexes) {
        return ChunkOutcome.answer(chunk, object, ChunkOutcome.missing(indexes, object), worker);
    }

    private <T> List<Integer> indexes(InferChunk chunk, Task<T> task) throws IOException {
        List<Integer> indexes = new ArrayList<>();
        try (ChunkLines<T> lines = ChunkLines.open(objects, chunk, task.reading())) {
            T item = lines.next();
            while (item != null) {
                indexes.add(task.index().applyAsInt(item));
                item = lines.next();
            }
        }
        return indexes;
    }

    private <T> List<Integer> run(InferChunk chunk, Task<T> task) throws IOException, InterruptedException {
        try (ChunkLines<T> lines = ChunkLines.open(objects, chunk, task.reading())) {
            return task.run().run(lines);
        }
    }

    private Task<?> task(InferChunk chunk, ChunkOutcome outcome, Heartbeats heartbeats, int attempt) {
        String id = chunk.ref().model();
        String digest = chunk.ref().digest();
        if (models.generatesText(id)) {
            ServedGenerator model = models.requireGenerator(id, digest);
            return new Task<>(
                    new GenerationItems(chunk, model),
                    GenerationItem::index,
                    lines -> new GenerationRun(model, chunk.lane(), lines, outcome, heartbeats).run());
        }
        ServedModel model = models.require(id, digest);
        return new Task<>(
                new EmbeddingItems(chunk, model, attempt),
                ChunkItem::index,
                lines -> new ChunkRun(model, lines, outcome, heartbeats).run());
    }

    /** How the lines of a chunk are read and run: as the task of its model wants it. */
    private record Task<T>(LineItems<T> reading, ToIntFunction<T> index, Run<T> run) {}

    /** Runs the items of a chunk and answers their indexes. */
    private interface Run<T> {

        List<Integer> run(ChunkLines<T> lines) throws IOException, InterruptedException;
    }

    private Optional<OutcomeObject> read(String key) throws IOException {
        try (InputStream in = objects.open(key)) {
            return Optional.of(OutcomeObject.parse(in.readAllBytes()));
        } catch (ObjectNotFound _) {
            return Optional.empty();
        }
    }
}
