package io.waybill.api.embedding;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.key.Caller;
import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.inference.AnsweredCalls;
import io.waybill.api.request.Gate;
import io.waybill.api.request.JsonBody;
import io.waybill.api.request.Limits;
import io.waybill.api.trace.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Interactive embeddings. */
@RestController
@Tag(name = "Embeddings")
final class EmbeddingsController {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String RECORD_ID = "X-VaaS-Record-Id";
    private static final String SIGNATURE = "X-VaaS-Signature";
    private static final String PUBLIC_KEY = "X-VaaS-PublicKey";
    private static final String EXAMPLE =
            "{\"model\": \"all-minilm-l6-v2\", \"input\": \"The cat sat on the mat.\", \"encoding_format\": \"float\"}";

    private final Embeddings embeddings;
    private final Idempotency idempotency;
    private final AnsweredCalls answered;
    private final Gate calls;

    EmbeddingsController(Embeddings embeddings, Idempotency idempotency, AnsweredCalls answered, Limits limits) {
        this.embeddings = embeddings;
        this.idempotency = idempotency;
        this.answered = answered;
        this.calls = new Gate("calls of models", limits.embeddings(), limits.waiting(), PATIENCE);
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Make embeddings",
            description = "Charged with the call, and given back where there is no answer.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = EmbeddingForm.class),
                                            examples = @ExampleObject(EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "One embedding for each input, in order",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = EmbeddingList.class)))
    @PostMapping(value = "/v1/embeddings", consumes = MediaType.APPLICATION_JSON_VALUE)
    void embed(@Parameter(hidden = true) Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Answer answer;
        var made = new AtomicReference<SingleReceipt>();
        try (var _ = calls.enter()) {
            var requestId = Objects.requireNonNull(RequestIds.of(request), "every request has an id");
            var body = JsonBody.read(request);
            answer = idempotency.once(caller, request, body, _ -> {
                var first = embeddings.answer(caller, requestId, body);
                made.set(first.receipt());
                return Answer.first(HttpServletResponse.SC_OK, first.body())
                        .with(() -> answered.addNow(first.receipt()));
            });
        }
        var receipt = made.get();
        if (receipt != null && !answer.replayed()) {
            if (answer.also() != null) {
                answered.add(receipt); // without a key nothing is kept, and the client need not wait
            }
            response.setHeader(RECORD_ID, receipt.receipt().id());
            response.setHeader(SIGNATURE, HexFormat.of().formatHex(receipt.signature()));
            response.setHeader(PUBLIC_KEY, receipt.key().hex());
        }
        response.setStatus(answer.status());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        if (answer.replayed()) {
            response.setHeader(Idempotency.REPLAYED_HEADER, "true");
        }
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }

    /** The body, for the OpenAPI document. */
    @Schema(name = "CreateEmbedding")
    record EmbeddingForm(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "all-minilm-l6-v2")
            String model,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "A text or an array of texts",
                    oneOf = {String.class, String[].class})
            Object input,

            @Schema(
                    name = "encoding_format",
                    allowableValues = {"float", "base64"},
                    defaultValue = "float")
            @Nullable
            String encodingFormat,

            @Schema(description = "Must be the model's own") @Nullable
            Integer dimensions,

            @Schema(description = "Accepted, not used") @Nullable
            String user) {}

    /** The answer, for the OpenAPI document. */
    @Schema(name = "EmbeddingList")
    record EmbeddingList(
            @Schema(example = "list") String object, List<EmbeddingItem> data, String model, Usage usage) {}

    /** One embedding. */
    @Schema(name = "Embedding")
    record EmbeddingItem(
            @Schema(example = "embedding") String object,
            int index,

            @Schema(description = "Numbers, or base64 of little-endian float32")
            List<Float> embedding) {}

    /** What was read. */
    @Schema(name = "Usage")
    record Usage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("total_tokens") long totalTokens) {}
}
