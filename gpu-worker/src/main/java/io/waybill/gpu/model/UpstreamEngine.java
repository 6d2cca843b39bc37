package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.upstream.UpstreamEmbeddings;
import io.waybill.gpu.upstream.UpstreamFailed;
import java.util.List;

/** Embeddings by servers of others. Tokens are those that the platform counts, so that the price is known before. */
final class UpstreamEngine implements Engine {

    /** Servers batch on their own; larger requests only wait longer. */
    private static final BatchLimits LIMITS = new BatchLimits(64, Integer.MAX_VALUE, 1 << 20);

    private final UpstreamEmbeddings embeddings;
    private final boolean normalize;

    UpstreamEngine(UpstreamEmbeddings embeddings, boolean normalize) {
        this.embeddings = requireNonNull(embeddings, "embeddings");
        this.normalize = normalize;
    }

    @Override
    public BatchLimits limits() {
        return LIMITS;
    }

    @Override
    public void run(List<Work> batch) {
        try {
            embed(batch);
        } catch (UpstreamFailed e) {
            if (e.worthAnotherTry() || batch.size() == 1) {
                throw new EngineFailed(String.valueOf(e.getMessage()), e.worthAnotherTry(), e);
            }
            // One text that the server does not take fails alone.
            batch.forEach(this::runAlone);
        }
    }

    private void runAlone(Work work) {
        try {
            run(List.of(work));
        } catch (EngineFailed e) {
            work.answer().completeExceptionally(e);
        }
    }

    private void embed(List<Work> batch) {
        long begun = System.nanoTime();
        float[][] vectors;
        try {
            vectors = embeddings.embed(
                    batch.stream().map(Work::text).toList(),
                    () -> batch.stream().anyMatch(work -> !work.answer().isDone()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailed("interrupted", true, e);
        }
        long nanos = (System.nanoTime() - begun) / batch.size();
        for (int i = 0; i < vectors.length; i++) {
            if (normalize) {
                Pooling.normalize(vectors[i]);
            }
            Work work = batch.get(i);
            work.answer().complete(new Embedding(vectors[i], work.tokens().count(), nanos));
        }
    }

    @Override
    public void close() {
        embeddings.close();
    }
}
