package io.waybill.gpu.port;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.model.Embedding;
import io.waybill.gpu.model.EngineFailed;
import io.waybill.gpu.model.ModelNotAvailable;
import io.waybill.gpu.model.Origin;
import io.waybill.gpu.model.Overloaded;
import io.waybill.gpu.model.ServedModel;
import io.waybill.gpu.model.ServedModels;
import io.waybill.gpu.model.Work;
import io.waybill.models.request.ItemError;
import io.waybill.models.token.TokenIds;
import io.waybill.workflows.batch.Lane;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers calls from the interactive lane of the model's queue. */
final class EmbeddingAnswers {

    /** Nobody waits longer for an embedding. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Origin ORIGIN = new Origin("interactive", 0, 1);

    private final ServedModels models;

    EmbeddingAnswers(ServedModels models) {
        this.models = requireNonNull(models, "models");
    }

    /**
     * {@return the vectors of all inputs, in order}
     *
     * @throws PortError where there is no such model, an input is too long, or the model cannot answer now
     */
    Answer answer(EmbeddingCall call) {
        ServedModel model = model(call);
        List<Work> works = works(call, model);
        try {
            for (Work work : works) {
                model.submit(work);
            }
            return collect(works, model.manifest().dimensions());
        } catch (Overloaded e) {
            throw new PortError(503, "overloaded", String.valueOf(e.getMessage()));
        } catch (TimeoutException _) {
            throw new PortError(503, "overloaded", "no answer within " + TIMEOUT);
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new PortError(503, "stopping", "the worker is stopping");
        } finally {
            works.forEach(work -> work.answer().cancel(false));
        }
    }

    private ServedModel model(EmbeddingCall call) {
        try {
            String digest = call.digest();
            return digest == null ? models.require(call.model()) : models.require(call.model(), digest);
        } catch (ModelNotAvailable e) {
            throw notAvailable(e);
        }
    }

    static PortError notAvailable(ModelNotAvailable e) {
        return new PortError(
                e.otherVersion() ? 409 : 404,
                e.otherVersion() ? "other_model_version" : "model_not_available",
                String.valueOf(e.getMessage()));
    }

    private static List<Work> works(EmbeddingCall call, ServedModel model) {
        int inputsMax = model.manifest().limits().inputs();
        if (call.inputs().size() > inputsMax) {
            throw new PortError(
                    400,
                    ItemError.invalid_request.name(),
                    "inputs has " + call.inputs().size() + " texts, allowed are 1 to " + inputsMax);
        }
        int limit = model.manifest().limits().context();
        List<Work> works = new ArrayList<>(call.inputs().size());
        for (String text : call.inputs()) {
            TokenIds ids = model.tokenizer().encode(text);
            if (ids.count() > limit) {
                throw new PortError(
                        400,
                        ItemError.context_length_exceeded.name(),
                        "inputs[" + works.size() + "] has " + ids.count() + " tokens, allowed are at most " + limit);
            }
            works.add(new Work(text, ids, Lane.interactive, ORIGIN));
        }
        return works;
    }

    private static Answer collect(List<Work> works, int dimensions)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        ByteBuffer bytes =
                ByteBuffer.allocate(works.size() * dimensions * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = bytes.asFloatBuffer();
        int tokens = 0;
        for (Work work : works) {
            Embedding embedding = work.answer().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            floats.put(embedding.vector());
            tokens += embedding.tokens();
        }
        return new Answer(bytes.array(), tokens);
    }

    private static PortError failed(ExecutionException e) {
        if (e.getCause() instanceof EngineFailed failure) {
            return new PortError(
                    failure.worthAnotherTry() ? 503 : 500,
                    ItemError.engine_error.name(),
                    String.valueOf(failure.getMessage()));
        }
        throw new IllegalStateException("an engine failed in an unknown way", e);
    }

    /**
     * The answer to a call.
     *
     * @param vectors {@code float32[inputs, dimensions]}, little-endian
     * @param tokens of all inputs
     */
    @SuppressWarnings("ArrayRecordComponent") // goes straight to the socket
    record Answer(byte[] vectors, int tokens) {}
}
