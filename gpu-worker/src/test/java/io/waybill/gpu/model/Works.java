package io.waybill.gpu.model;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.token.TokenIds;
import io.waybill.models.token.Tokenizer;
import io.waybill.workflows.batch.Lane;
import java.nio.file.Path;
import java.util.List;

/** Work with telling defaults; a text has as many tokens as words. */
final class Works {

    private static final Tokenizer WORDS =
            Tokenizer.open(ModelCatalog.load(new CatalogSettings(Path.of("target", "no-models"), List.of(), true))
                    .find("echo")
                    .orElseThrow());

    private Works() {}

    static Work of(Lane lane, String text) {
        return of(lane, text, new Origin("batch", 0, 1));
    }

    static Work of(Lane lane, String text, Origin origin) {
        TokenIds ids = WORDS.encode(text);
        return new Work(text, ids, lane, origin);
    }
}
