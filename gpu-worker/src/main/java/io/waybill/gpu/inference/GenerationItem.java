package io.waybill.gpu.inference;

import static java.util.Objects.requireNonNull;

import io.waybill.models.generation.CountedRequest;

/**
 * An item that generates text.
 *
 * @param index within the batch
 * @param inputSha256 of its body, lower-case hex
 */
record GenerationItem(int index, String customId, String inputSha256, CountedRequest counted) {

    GenerationItem {
        requireNonNull(customId, "customId");
        requireNonNull(inputSha256, "inputSha256");
        requireNonNull(counted, "counted");
    }
}
