package io.waybill.gpu.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.PairList;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sentence encoder in ONNX: {@code input_ids}, {@code attention_mask} and, where the model wants it,
 * {@code token_type_ids}, each {@code int64[batch, tokens]}, to {@code float32[batch, tokens, dimensions]}; pooling and
 * normalising are done here. One session with one thread inside, which many threads call.
 */
final class OnnxEngine implements Engine {

    static {
        // Read by DJL when its classes load: without them it looks for a newer library and a cloud's metadata.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    /**
     * On a CPU eight short texts together take 15 % less time a text than four and half of one alone; longer texts gain
     * little, and a long batch keeps others waiting. Equal lengths only: padding would cost time, and a vector could
     * depend on its mates.
     */
    private static final BatchLimits CPU_LIMITS = new BatchLimits(8, 256, 1);

    /** A GPU wants large batches; a few padded tokens cost less than a smaller batch. */
    private static final BatchLimits GPU_LIMITS = new BatchLimits(256, 16_384, 16);

    private static final String SEGMENTS = "token_type_ids";

    private final Model model;
    /** One for each caller: DJL does not promise that one serves many. */
    private final ThreadLocal<Predictor<List<Work>, float[][]>> predictors;

    private final BatchLimits limits;

    private OnnxEngine(Model model, Encoder encoder, BatchLimits limits) {
        this.model = model;
        this.predictors = ThreadLocal.withInitial(() -> model.newPredictor(encoder));
        this.limits = limits;
    }

    /**
     * Loads a model.
     *
     * @throws EngineFailed where its file cannot be loaded
     */
    static OnnxEngine open(InstalledModel installed, InferenceDevice device) {
        Path file = installed.file("model");
        boolean gpu = device == InferenceDevice.gpu;
        Model model = Model.newInstance(installed.manifest().id(), gpu ? Device.gpu() : Device.cpu(), "OnnxRuntime");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (gpu) {
                options.addCUDA(0);
            }
            Map<String, Object> arguments = new HashMap<>();
            arguments.put("sessionOptions", options);
            model.load(file, null, arguments);
        } catch (OrtException | IOException | MalformedModelException e) {
            model.close();
            throw new EngineFailed("model " + installed.manifest().id() + " cannot be loaded: " + e, false, e);
        }
        PairList<String, Shape> inputs = model.describeInput();
        boolean segments = inputs != null && inputs.keys().contains(SEGMENTS);
        return new OnnxEngine(model, new Encoder(installed.manifest(), segments), gpu ? GPU_LIMITS : CPU_LIMITS);
    }

    @Override
    public BatchLimits limits() {
        return limits;
    }

    @Override
    public void run(List<Work> batch) {
        long begun = System.nanoTime();
        float[][] vectors;
        try {
            vectors = predictors.get().predict(batch);
        } catch (TranslateException e) {
            throw new EngineFailed("the model could not answer", true, e);
        }
        long share = (System.nanoTime() - begun) / batch.size();
        for (int i = 0; i < vectors.length; i++) {
            Work work = batch.get(i);
            work.answer().complete(new Embedding(vectors[i], work.tokens().count(), share));
        }
    }

    @Override
    public void close() {
        // Closes the predictors too: their memory is managed below the model's.
        model.close();
    }

    /** Lays texts out as tensors, and takes vectors out of them. Has no state, so that all threads share it. */
    private static final class Encoder implements NoBatchifyTranslator<List<Work>, float[][]> {

        private final Pooling pooling;
        private final boolean normalize;
        private final int dimensions;
        private final boolean segments;

        Encoder(ModelManifest manifest, boolean segments) {
            String name = manifest.pooling();
            if (name == null) {
                throw new IllegalArgumentException("model " + manifest.id() + " has no pooling");
            }
            this.pooling = Pooling.valueOf(name);
            this.normalize = manifest.normalize() != null;
            this.dimensions = manifest.dimensions();
            this.segments = segments;
        }

        @Override
        public NDList processInput(TranslatorContext context, List<Work> batch) {
            int padded = padded(batch);
            context.setAttachment("batch", batch);
            long[] ids = new long[batch.size() * padded];
            long[] mask = new long[ids.length];
            for (int row = 0; row < batch.size(); row++) {
                int from = row * padded;
                batch.get(row).tokens().copyTo(ids, from);
                Arrays.fill(mask, from, from + batch.get(row).tokens().count(), 1);
            }
            Shape shape = new Shape(batch.size(), padded);
            NDManager manager = context.getNDManager();
            List<NDArray> inputs = new ArrayList<>(3);
            inputs.add(array(manager, "input_ids", ids, shape));
            inputs.add(array(manager, "attention_mask", mask, shape));
            if (segments) {
                inputs.add(array(manager, SEGMENTS, new long[ids.length], shape));
            }
            return new NDList(inputs);
        }

        @Override
        public float[][] processOutput(TranslatorContext context, NDList outputs) {
            @SuppressWarnings("unchecked") // set by processInput of the same call
            List<Work> batch = (List<Work>) context.getAttachment("batch");
            int padded = padded(batch);
            NDArray hidden = outputs.get(0);
            Shape expected = new Shape(batch.size(), padded, dimensions);
            if (!hidden.getShape().equals(expected)) {
                throw new EngineFailed("the model answers " + hidden.getShape() + " for " + expected, false, null);
            }
            FloatBuffer states =
                    hidden.toByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
            float[][] vectors = new float[batch.size()][];
            for (int row = 0; row < vectors.length; row++) {
                vectors[row] = pooling.pool(states, row, batch.get(row).tokens().count(), padded, dimensions);
                if (normalize) {
                    Pooling.normalize(vectors[row]);
                }
            }
            return vectors;
        }

        private static int padded(List<Work> batch) {
            return batch.stream().mapToInt(work -> work.tokens().count()).max().orElse(0);
        }

        private static NDArray array(NDManager manager, String name, long[] values, Shape shape) {
            LongBuffer buffer = ByteBuffer.allocateDirect(values.length * Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asLongBuffer()
                    .put(values)
                    .flip();
            NDArray array = manager.create(buffer, shape, DataType.INT64);
            array.setName(name);
            return array;
        }
    }
}
