package io.waybill.api.generation;

import io.waybill.api.inference.OpenedModels;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.PromptCounter;
import org.springframework.stereotype.Component;

/** What counts the prompts of the models that were called. */
@Component
final class PromptCounters extends OpenedModels<PromptCounter> {

    PromptCounters(ModelCatalog catalog) {
        super(catalog, GenerationRequest.TASK, PromptCounter::open, PromptCounter::close);
    }
}
