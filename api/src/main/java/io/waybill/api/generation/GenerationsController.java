package io.waybill.api.generation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.receipt.ObservedCall;
import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.AccountPlaces;
import io.waybill.api.request.ClientPresence;
import io.waybill.api.request.Gate;
import io.waybill.api.request.JsonBody;
import io.waybill.api.request.Limits;
import io.waybill.models.generation.GenerationEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Interactive calls that generate text. */
@RestController
@Tag(name = "Text")
final class GenerationsController {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int NANOS_PER_MICRO = 1_000;
    private static final String RUN_ID = "X-Waybill-Run-Id";
    private static final String RECORD_ID = "X-VaaS-Record-Id";
    private static final String SIGNATURE = "X-VaaS-Signature";
    private static final String PUBLIC_KEY = "X-VaaS-PublicKey";
    private static final String KEY_DESCRIPTION = "Makes the call happen once; kept 7 days. Not with a stream";
    private static final String DESCRIPTION = "The most that the call can cost is held before it runs; what it took is"
            + " captured at its end. With stream true the answer comes as server-sent events.";
    private static final String CHAT_EXAMPLE =
            "{\"model\": \"smollm2-135m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]}";
    private static final String COMPLETION_EXAMPLE = "{\"model\": \"smollm2-135m\", \"prompt\": \"The cat sat on\"}";
    private static final String RESPONSE_EXAMPLE = "{\"model\": \"smollm2-135m\", \"input\": \"Hello!\"}";

    private final Generations generations;
    private final Idempotency idempotency;
    private final SingleReceipts receipts;
    private final Clock clock;
    private final Gate calls;
    private final AccountPlaces ofAccount;

    GenerationsController(
            Generations generations, Idempotency idempotency, SingleReceipts receipts, Clock clock, Limits limits) {
        this.generations = generations;
        this.idempotency = idempotency;
        this.receipts = receipts;
        this.clock = clock;
        this.ofAccount = new AccountPlaces(
                ApiError.TOO_MANY_GENERATIONS, "calls that generate text", limits.accountGenerations());
        this.calls = new Gate("calls that generate text", limits.generations(), limits.waiting(), PATIENCE);
    }

    @TakesIdempotencyKey(description = KEY_DESCRIPTION)
    @Operation(
            summary = "Answer a conversation",
            description = DESCRIPTION,
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = GenerationForms.ChatForm.class),
                                            examples = @ExampleObject(CHAT_EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "chat.completion, or events of chat.completion.chunk",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = GenerationForms.ChatCompletion.class)))
    @PostMapping(value = "/v1/chat/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    void chat(@Parameter(hidden = true) Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(GenerationEndpoint.chat, caller, request, response);
    }

    @TakesIdempotencyKey(description = KEY_DESCRIPTION)
    @Operation(
            summary = "Continue a text",
            description = DESCRIPTION,
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = GenerationForms.CompletionForm.class),
                                            examples = @ExampleObject(COMPLETION_EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "text_completion, or events of such",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = GenerationForms.TextCompletion.class)))
    @PostMapping(value = "/v1/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    void complete(@Parameter(hidden = true) Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(GenerationEndpoint.completions, caller, request, response);
    }

    @TakesIdempotencyKey(description = KEY_DESCRIPTION)
    @Operation(
            summary = "Respond to an input",
            description = DESCRIPTION + " Nothing is kept to be asked for later.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = GenerationForms.ResponseForm.class),
                                            examples = @ExampleObject(RESPONSE_EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "response, or events from response.created to response.completed",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = GenerationForms.ResponseObject.class)))
    @PostMapping(value = "/v1/responses", consumes = MediaType.APPLICATION_JSON_VALUE)
    void respond(@Parameter(hidden = true) Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(GenerationEndpoint.responses, caller, request, response);
    }

    private void answer(
            GenerationEndpoint endpoint, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (var _ = ofAccount.enter(caller.accountId());
                var _ = calls.enter()) {
            var body = JsonBody.read(request);
            if (request.getHeader(Idempotency.HEADER) != null) {
                whole(() -> once(caller, endpoint, body), caller, body, request, response);
                return;
            }
            var prepared = generations.prepare(caller, Ids.next(clock), endpoint, body);
            if (prepared.request().stream()) {
                stream(prepared, response);
            } else {
                whole(() -> prepared, caller, body, request, response);
            }
        }
    }

    private void stream(PreparedCall prepared, HttpServletResponse response) throws IOException {
        try (var call = generations.begin(prepared)) {
            response.setHeader(RUN_ID, prepared.id());
            new StreamedAnswer(call, (sent, nanos) -> receipt(prepared, sent, nanos)).write(response);
        }
    }

    private void whole(
            Supplier<PreparedCall> prepare,
            Caller caller,
            byte[] body,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var running = new AtomicReference<RunningCall>();
        var made = new AtomicReference<SingleReceipt>();
        try {
            var answer = idempotency.once(caller, request, body, _ -> {
                var call = generations.begin(prepare.get());
                running.set(call);
                // Who has a key comes back for the answer.
                var waits = request.getHeader(Idempotency.HEADER) == null;
                var whole = WholeAnswer.of(call, () -> waits && ClientPresence.isGone(request));
                return whole.with(() -> made.set(call.capture(nanos -> receipt(call.prepared(), whole.body(), nanos))));
            });
            var also = answer.also();
            if (also != null) {
                also.run();
            }
            var call = running.get();
            var receipt = made.get();
            if (call != null && receipt != null) {
                response.setHeader(RUN_ID, call.prepared().id());
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
        } catch (WholeAnswer.ClientGone _) {
            var call = Objects.requireNonNull(running.get(), "a client waits for a call");
            call.capture(nanos ->
                    receipts.call(observed(call.prepared(), new byte[0], nanos).withoutAnswer()));
        } finally {
            var call = running.get();
            if (call != null) {
                call.close();
            }
        }
    }

    /** Another run of the same key is another call in the books. */
    private PreparedCall once(Caller caller, GenerationEndpoint endpoint, byte[] body) {
        var prepared = generations.prepare(caller, Ids.next(clock), endpoint, body);
        if (prepared.request().stream()) {
            throw ApiFailure.invalid(
                    Idempotency.HEADER, Idempotency.HEADER + " is given, allowed with stream: true is none");
        }
        return prepared;
    }

    private SingleReceipt receipt(PreparedCall prepared, byte[] answer, long nanos) {
        return receipts.call(observed(prepared, answer, nanos));
    }

    private static ObservedCall observed(PreparedCall prepared, byte[] answer, long nanos) {
        return new ObservedCall(
                prepared.caller().accountId(),
                prepared.model().manifest().id(),
                prepared.model().digest(),
                prepared.body(),
                answer,
                nanos,
                nanos == 0 ? null : prepared.reference(),
                prepared.startedAt(),
                (System.nanoTime() - prepared.begunNanos()) / NANOS_PER_MICRO);
    }
}
