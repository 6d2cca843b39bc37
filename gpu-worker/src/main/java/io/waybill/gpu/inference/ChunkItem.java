package io.waybill.gpu.inference;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.model.Work;
import java.util.List;

/**
 * An item of a chunk while it runs.
 *
 * @param index within the batch
 * @param base64 how its vectors are wanted
 * @param inputSha256 of its body, lower-case hex
 * @param tokens of all its inputs
 * @param works one for each input, in order
 */
record ChunkItem(int index, String customId, boolean base64, String inputSha256, int tokens, List<Work> works) {

    ChunkItem {
        requireNonNull(customId, "customId");
        requireNonNull(inputSha256, "inputSha256");
        works = List.copyOf(works);
    }

    ChunkItem with(List<Work> again) {
        return new ChunkItem(index, customId, base64, inputSha256, tokens, again);
    }
}
