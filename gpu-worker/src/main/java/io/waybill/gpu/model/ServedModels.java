package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelNotInstalled;
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
    private final Map<String, ServedModel> loaded = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /**
     * Loads nothing yet.
     *
     * @param threads callers of each model's session, 1 or more
     */
    public ServedModels(ModelCatalog catalog, InferenceDevice device, int threads) {
        this(catalog, device, threads, 0);
    }

    /**
     * Loads nothing yet.
     *
     * @param threads callers of each model's session, 1 or more
     * @param watts what the device draws while all callers work, for the meter of energy; 0 where it is not known
     */
    public ServedModels(ModelCatalog catalog, InferenceDevice device, int threads, double watts) {
        this.catalog = requireNonNull(catalog, "catalog");
        this.device = requireNonNull(device, "device");
        this.threads = threads;
        this.watts = watts;
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
        InstalledModel model = catalog.find(id)
                .orElseThrow(() -> new ModelNotAvailable("this worker has no model " + id, false, null));
        lock.lock();
        try {
            if (closed) {
                throw new ModelNotAvailable("the worker is stopping", false, null);
            }
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
        if (!served.digest().equals(digest)) {
            throw new ModelNotAvailable(
                    "model " + id + " has digest " + served.digest() + " here, wanted is " + digest, true, null);
        }
        return served;
    }

    private ServedModel load(InstalledModel model) {
        long begun = System.nanoTime();
        try {
            Tokenizer tokenizer = Tokenizer.open(model);
            Engine engine = switch (model.manifest().engine()) {
                case "onnx" -> OnnxEngine.open(model, device);
                case "builtin" -> new EchoEngine();
                default ->
                    throw new IllegalStateException("engine " + model.manifest().engine());
            };
            String id = model.manifest().id();
            ModelQueue queue = new ModelQueue(id, engine, threads, new ModelMeters(id, watts, threads));
            LOGGER.atInfo()
                    .addKeyValue("model", model.manifest().id())
                    .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
                    .log("model loaded");
            return new ServedModel(model, tokenizer, queue);
        } catch (ModelNotInstalled | EngineFailed e) {
            throw new ModelNotAvailable(String.valueOf(e.getMessage()), false, e);
        }
    }

    @Override
    public void close() {
        List<ServedModel> models;
        lock.lock();
        try {
            closed = true;
            models = new ArrayList<>(loaded.values());
            loaded.clear();
        } finally {
            lock.unlock();
        }
        models.forEach(ServedModel::close);
    }
}
