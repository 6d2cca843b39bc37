package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.generation.EchoGenerator;
import io.waybill.gpu.generation.GenerationQueue;
import io.waybill.gpu.generation.Generator;
import io.waybill.gpu.llama.LlamaFailed;
import io.waybill.gpu.llama.LlamaGenerator;
import io.waybill.gpu.llama.LlamaSettings;
import io.waybill.gpu.upstream.UpstreamEmbeddings;
import io.waybill.gpu.upstream.UpstreamGenerator;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.catalog.ModelNotInstalled;
import io.waybill.models.generation.PromptCounter;
import io.waybill.models.gguf.GgufRejected;
import io.waybill.models.token.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of this worker, each loaded when it is first wanted and kept until {@link #close}. Thread-safe. */
public final class ServedModels implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ServedModels.class);

    private final ModelCatalog catalog;
    private final InferenceDevice device;
    private final int threads;
    private final double watts;
    private final LlamaSettings llama;
    private final Map<String, ServedModel> loaded = new LinkedHashMap<>();
    private final Map<String, ServedGenerator> generators = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /**
     * Loads nothing yet.
     *
     * @param threads callers of each model's session, 1 or more
     */
    public ServedModels(ModelCatalog catalog, InferenceDevice device, int threads) {
        this(catalog, device, threads, 0, LlamaSettings.defaults());
    }

    /**
     * Loads nothing yet.
     *
     * @param threads callers of each model's session, 1 or more
     * @param watts what the device draws while all callers work, for the meter of energy; 0 where it is not known
     * @param llama slots and threads of GGUF models
     */
    public ServedModels(ModelCatalog catalog, InferenceDevice device, int threads, double watts, LlamaSettings llama) {
        this.catalog = requireNonNull(catalog, "catalog");
        this.device = requireNonNull(device, "device");
        this.threads = threads;
        this.watts = watts;
        this.llama = requireNonNull(llama, "llama");
    }

    /** {@return the pools of the models that are installed} */
    public Set<String> installedPools() {
        Set<String> pools = new TreeSet<>();
        catalog.models().stream()
                .filter(InstalledModel::installed)
                .forEach(model -> pools.add(model.manifest().pool()));
        return pools;
    }

    /** {@return ids of the installed models of these pools} */
    public List<String> installedModels(Set<String> pools) {
        return catalog.models().stream()
                .filter(InstalledModel::installed)
                .map(InstalledModel::manifest)
                .filter(manifest -> pools.contains(manifest.pool()))
                .map(manifest -> manifest.id())
                .toList();
    }

    /**
     * {@return the model, loaded}
     *
     * @throws ModelNotAvailable where there is none of that id, or its files are missing or cannot be loaded
     */
    public ServedModel require(String id) {
        InstalledModel model = find(id);
        if (generates(model)) {
            throw new ModelNotAvailable("model " + id + " makes no embeddings", false, null);
        }
        lock.lock();
        try {
            requireOpen();
            ServedModel served = loaded.get(id);
            if (served == null) {
                served = load(model);
                loaded.put(id, served);
            }
            return served;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return the model of exactly this version, loaded}
     *
     * @throws ModelNotAvailable where there is none of that id or digest, or it cannot be loaded
     */
    public ServedModel require(String id, String digest) {
        ServedModel served = require(id);
        requireDigest(id, digest, served.digest());
        return served;
    }

    /**
     * {@return the model that generates text, of exactly this version, loaded}
     *
     * @throws ModelNotAvailable where there is none of that id or digest, it makes no text, or it cannot be loaded
     */
    public ServedGenerator requireGenerator(String id, String digest) {
        InstalledModel model = find(id);
        if (!generates(model)) {
            throw new ModelNotAvailable("model " + id + " makes no text", false, null);
        }
        requireDigest(id, digest, model.digest());
        lock.lock();
        try {
            requireOpen();
            ServedGenerator served = generators.get(id);
            if (served == null) {
                served = loadGenerator(model);
                generators.put(id, served);
            }
            return served;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Loads a model of any task.
     *
     * @throws ModelNotAvailable where it cannot be loaded
     */
    public void load(String id) {
        InstalledModel model = find(id);
        if (generates(model)) {
            requireGenerator(id, model.digest());
        } else {
            require(id);
        }
    }

    /** {@return whether a model is there that generates text} */
    public boolean generatesText(String id) {
        return catalog.find(id).map(ServedModels::generates).orElse(false);
    }

    /** {@return whether a pool has models that generate text} */
    public boolean generates(String pool) {
        return catalog.models().stream()
                .anyMatch(model -> generates(model) && model.manifest().pool().equals(pool));
    }

    /**
     * {@return calls that the loaded engines of a pool take at a time now}
     *
     * @param otherwise where none is loaded yet
     */
    public int slots(String pool, int otherwise) {
        lock.lock();
        try {
            int slots = generators.values().stream()
                    .filter(served -> served.manifest().pool().equals(pool))
                    .mapToInt(served -> served.queue().slots())
                    .sum();
            return slots == 0 ? otherwise : slots;
        } finally {
            lock.unlock();
        }
    }

    private static boolean generates(InstalledModel model) {
        return model.manifest().task().equals(ModelManifest.CHAT);
    }

    private InstalledModel find(String id) {
        return catalog.find(id).orElseThrow(() -> new ModelNotAvailable("this worker has no model " + id, false, null));
    }

    private void requireOpen() {
        if (closed) {
            throw new ModelNotAvailable("the worker is stopping", false, null);
        }
    }

    private static void requireDigest(String id, String wanted, String found) {
        if (!found.equals(wanted)) {
            throw new ModelNotAvailable(
                    "model " + id + " has digest " + found + " here, wanted is " + wanted, true, null);
        }
    }

    private ServedGenerator loadGenerator(InstalledModel model) {
        long begun = System.nanoTime();
        try {
            PromptCounter prompts = PromptCounter.open(model);
            Generator engine = switch (model.manifest().engine()) {
                case "builtin" -> new EchoGenerator();
                case "llama" -> LlamaGenerator.open(model, llama);
                case "upstream" -> UpstreamGenerator.open(model.manifest());
                default ->
                    throw new IllegalStateException("engine " + model.manifest().engine());
            };
            loaded(model, begun);
            return new ServedGenerator(
                    model, prompts, new GenerationQueue(model.manifest().id(), engine));
        } catch (ModelNotInstalled | EngineFailed | LlamaFailed | GgufRejected e) {
            throw new ModelNotAvailable(String.valueOf(e.getMessage()), false, e);
        }
    }

    private static void loaded(InstalledModel model, long begun) {
        LOGGER.atInfo()
                .addKeyValue("model", model.manifest().id())
                .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
                .log("model loaded");
    }

    private ServedModel load(InstalledModel model) {
        long begun = System.nanoTime();
        try {
            Tokenizer tokenizer = Tokenizer.open(model);
            Engine engine = switch (model.manifest().engine()) {
                case "onnx" -> OnnxEngine.open(model, device);
                case "builtin" -> new EchoEngine();
                case "upstream" ->
                    new UpstreamEngine(
                            UpstreamEmbeddings.open(model.manifest()),
                            model.manifest().normalize() != null);
                default ->
                    throw new IllegalStateException("engine " + model.manifest().engine());
            };
            String id = model.manifest().id();
            ModelQueue queue = new ModelQueue(id, engine, threads, new ModelMeters(id, watts, threads));
            loaded(model, begun);
            return new ServedModel(model, tokenizer, queue);
        } catch (ModelNotInstalled | EngineFailed e) {
            throw new ModelNotAvailable(String.valueOf(e.getMessage()), false, e);
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> models;
        lock.lock();
        try {
            closed = true;
            models = new ArrayList<>(loaded.values());
            models.addAll(generators.values());
            loaded.clear();
            generators.clear();
        } finally {
            lock.unlock();
        }
        models.forEach(ServedModels::close);
    }

    private static void close(AutoCloseable model) {
        try {
            model.close();
        } catch (Exception e) {
            LOGGER.atWarn().setCause(e).log("a model could not be closed");
        }
    }
}
