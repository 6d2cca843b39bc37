package io.waybill.gpu.upstream;

import io.waybill.gpu.generation.Generator;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;

/**
 * Generates text by servers that speak OpenAI's API: by the first that is usable, and by the next where it fails before
 * it said anything. What the servers report as usage is what {@code Done} tells; where they report none, a token for
 * each piece (or log probability) and one for each four bytes of the prompt.
 */
public final class UpstreamGenerator implements Generator {

    private final UpstreamModel model;

    private UpstreamGenerator(UpstreamModel model) {
        this.model = model;
    }

    /**
     * {@return the generator of a model of engine {@code upstream}; returns at once, the servers are probed meanwhile}
     */
    public static UpstreamGenerator open(ModelManifest manifest) {
        ModelManifest.Upstream upstream = manifest.upstream();
        if (upstream == null) {
            throw new IllegalArgumentException("model " + manifest.id() + " has no upstream");
        }
        return open(manifest, UpstreamLimits.of(upstream));
    }

    static UpstreamGenerator open(ModelManifest manifest, UpstreamLimits limits) {
        return new UpstreamGenerator(new UpstreamModel(manifest, limits));
    }

    /** {@return whether a server is there that has the model, as far as is known: the first probes take a moment} */
    @Override
    public boolean ready() {
        return model.endpoints().usable() > 0 || !model.endpoints().probed();
    }

    @Override
    public int slots() {
        return model.concurrency().limit();
    }

    @Override
    public void generate(GenerationRequest request, GenerationSink sink) throws InterruptedException {
        new UpstreamCall(model, request, sink).run();
    }

    @Override
    public void close() {
        model.close();
    }
}
