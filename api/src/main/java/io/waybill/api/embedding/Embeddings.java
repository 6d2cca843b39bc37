package io.waybill.api.embedding;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.price.PriceLists;
import io.waybill.activities.price.Quantities;
import io.waybill.activities.receipt.ObservedCall;
import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.inference.GpuWorkers;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.request.EmbeddingRequest;
import io.waybill.workflows.batch.Lane;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * An interactive call: checked and counted as an item of a batch is, charged before it runs, given back where it does
 * not come to an answer.
 */
@Component
final class Embeddings {

    /** Fields of an interactive body stand at its top. */
    private static final String NO_PREFIX = "";

    private static final int NANOS_PER_MICRO = 1_000;

    private final ModelCatalog catalog;
    private final OpenTokenizers tokenizers;
    private final PriceLists prices;
    private final Charges charges;
    private final GpuWorkers workers;
    private final JsonMapper mapper;
    private final SingleReceipts receipts;
    private final Clock clock;

    Embeddings(
            ModelCatalog catalog,
            OpenTokenizers tokenizers,
            PriceLists prices,
            Charges charges,
            GpuWorkers workers,
            JsonMapper mapper,
            SingleReceipts receipts,
            Clock clock) {
        this.prices = prices;
        this.catalog = catalog;
        this.tokenizers = tokenizers;
        this.charges = charges;
        this.workers = workers;
        this.mapper = mapper;
        this.receipts = receipts;
        this.clock = clock;
    }

    /**
     * {@return the answer as JSON, with the call's receipt, which is not stored yet; its charge is open}
     *
     * @param requestId what is charged is charged once for it
     */
    Made answer(Caller caller, String requestId, byte[] body) {
        var startedAt = clock.instant();
        var begun = System.nanoTime();
        var request = EmbeddingRequest.parse(body, 0, body.length, NO_PREFIX);
        var model = request.resolve(catalog, NO_PREFIX);
        request.check(model.manifest(), NO_PREFIX);
        var counts = request.countTokens(model.manifest(), tokenizers.of(model), NO_PREFIX);
        var tokens = Arrays.stream(counts).asLongStream().sum();
        var reference = "embeddings:" + requestId;
        var priceNanos = prices.current(caller.accountId())
                .priceNanos(model.manifest(), Quantities.text(tokens, 0), Lane.interactive);
        var vectors = charges.charged(
                caller.accountId(),
                reference,
                priceNanos,
                new Ledger.Call(caller.keyId(), model.manifest().id(), tokens, 0),
                call(model, request));
        var answer = EmbeddingAnswer.write(
                model.manifest().id(), vectors, model.manifest().dimensions(), request.base64(), tokens);
        var receipt = receipts.call(new ObservedCall(
                caller.accountId(),
                model.manifest().id(),
                model.digest(),
                body,
                answer,
                priceNanos,
                priceNanos == 0 ? null : reference,
                startedAt,
                (System.nanoTime() - begun) / NANOS_PER_MICRO));
        return new Made(answer, receipt);
    }

    private Supplier<byte[]> call(InstalledModel model, EmbeddingRequest request) {
        var body = mapper.writeValueAsBytes(new WorkerRequest(model.manifest().id(), model.digest(), request.inputs()));
        var bytes = (long) request.inputs().size() * model.manifest().dimensions() * Float.BYTES;
        return () -> {
            var vectors = workers.embed(body);
            if (vectors.length != bytes) {
                throw new ApiFailure(
                                ApiError.INFERENCE_UNAVAILABLE, "a worker's answer is not whole; nothing was charged")
                        .causedBy(new IllegalStateException("expected " + bytes + " bytes, found " + vectors.length));
            }
            return vectors;
        };
    }

    /** An answer and its receipt. */
    @SuppressWarnings("ArrayRecordComponent") // bytes sent as they are, never compared
    record Made(byte[] body, SingleReceipt receipt) {

        Made {
            requireNonNull(body, "body");
            requireNonNull(receipt, "receipt");
        }
    }

    /** Body of a call of a worker. */
    record WorkerRequest(String model, String digest, List<String> inputs) {

        WorkerRequest {
            requireNonNull(model, "model");
            requireNonNull(digest, "digest");
            inputs = List.copyOf(inputs);
        }
    }
}
