package io.waybill.activities.batch;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.token.Tokenizer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The tokenizers of this process, opened on first use and kept. Thread-safe. */
@Component
final class Tokenizers implements AutoCloseable {

    private final Map<String, Tokenizer> byDigest = new ConcurrentHashMap<>();

    /**
     * {@return the model's tokenizer; the caller does not close it}
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    Tokenizer of(InstalledModel model) {
        return byDigest.computeIfAbsent(model.digest(), _ -> Tokenizer.open(model));
    }

    @Override
    public void close() {
        byDigest.values().forEach(Tokenizer::close);
        byDigest.clear();
    }
}
