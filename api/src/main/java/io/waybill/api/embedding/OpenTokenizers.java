package io.waybill.api.embedding;

import io.waybill.api.inference.OpenedModels;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.token.Tokenizer;
import org.springframework.stereotype.Component;

/** Tokenizers of the models that were called. */
@Component
final class OpenTokenizers extends OpenedModels<Tokenizer> {

    OpenTokenizers(ModelCatalog catalog) {
        super(catalog, EmbeddingRequest.TASK, Tokenizer::open, Tokenizer::close);
    }
}
