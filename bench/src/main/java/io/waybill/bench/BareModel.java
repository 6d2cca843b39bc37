package io.waybill.bench;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The model without the platform: ONNX Runtime in a loop, one session, one intra-op thread, spinning off, as many
 * callers as cores. What the platform is compared with.
 */
final class BareModel implements AutoCloseable {

    private static final int DIMENSIONS = 384;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    BareModel(Path model, Path tokenizerFile) throws OrtException, IOException {
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        session = environment.createSession(model.toString(), options);
        tokenizer = HuggingFaceTokenizer.builder()
                .optTokenizerPath(tokenizerFile)
                .optPadding(true)
                .optTruncation(true)
                .optMaxLength(512)
                .build();
    }

    /** Embeds all texts in batches of {@code batch} on {@code threads} threads; returns texts a second. */
    double textsPerSecond(List<String> texts, int batch, int threads) throws InterruptedException {
        var next = new AtomicInteger();
        var done = new CountDownLatch(threads);
        long start = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                pool.execute(() -> {
                    try {
                        for (int from = next.getAndAdd(batch); from < texts.size(); from = next.getAndAdd(batch)) {
                            embed(texts.subList(from, Math.min(from + batch, texts.size())));
                        }
                    } finally {
                        done.countDown();
                    }
                });
            }
            done.await();
        }
        return texts.size() / ((System.nanoTime() - start) / 1e9);
    }

    /** {@return vectors of length 1, {@code float32[texts, 384]}} */
    float[][] embed(List<String> texts) {
        Encoding[] encodings = tokenizer.batchEncode(texts);
        int tokens = encodings[0].getIds().length;
        long[] shape = {texts.size(), tokens};
        long[] ids = new long[texts.size() * tokens];
        long[] mask = new long[ids.length];
        for (int row = 0; row < texts.size(); row++) {
            System.arraycopy(encodings[row].getIds(), 0, ids, row * tokens, tokens);
            System.arraycopy(encodings[row].getAttentionMask(), 0, mask, row * tokens, tokens);
        }
        try (var idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                var maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
                var typeTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
                var result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            return pool(((OnnxTensor) result.get(0)).getFloatBuffer(), mask, texts.size(), tokens);
        } catch (OrtException e) {
            throw new IllegalStateException("the bare model failed", e);
        }
    }

    private static float[][] pool(FloatBuffer hidden, long[] mask, int rows, int tokens) {
        float[][] vectors = new float[rows][DIMENSIONS];
        for (int row = 0; row < rows; row++) {
            for (int token = 0; token < tokens; token++) {
                if (mask[row * tokens + token] != 0) {
                    int base = (row * tokens + token) * DIMENSIONS;
                    for (int d = 0; d < DIMENSIONS; d++) {
                        vectors[row][d] += hidden.get(base + d);
                    }
                }
            }
            double square = 0;
            for (float value : vectors[row]) {
                square += (double) value * value;
            }
            float scale = (float) (1 / Math.sqrt(square));
            for (int d = 0; d < DIMENSIONS; d++) {
                vectors[row][d] *= scale;
            }
        }
        return vectors;
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
