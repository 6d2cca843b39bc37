package io.waybill.receipts.receipt;

import static io.waybill.receipts.receipt.Fields.checkHash;
import static io.waybill.receipts.receipt.Fields.checkNames;
import static io.waybill.receipts.receipt.Fields.checkText;
import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What computed a result.
 *
 * @param id the model's name; in a client's assertion, the name it gave
 * @param sha256 the SHA-256 of the model's file in hexadecimal; null where the platform did not load the file itself
 *     (assertions, upstream models)
 * @param engine names of programs and their versions, at most 16
 */
public record ModelUsed(String id, @Nullable String sha256, Map<String, String> engine) {

    /** Checks the fields. */
    public ModelUsed {
        checkText("model", id, Fields.TEXT_MAX);
        if (sha256 != null) {
            checkHash("model_sha256", sha256);
        }
        engine = Map.copyOf(requireNonNull(engine, "engine"));
        checkNames("engine", engine);
    }
}
