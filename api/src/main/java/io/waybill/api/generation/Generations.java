package io.waybill.api.generation;

import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.CallHolds;
import io.waybill.activities.price.PriceLists;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.inference.AnsweredCalls;
import io.waybill.api.inference.GpuWorkers;
import io.waybill.api.inference.InferenceSettings;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationRequests;
import io.waybill.models.generation.GenerationWire;
import io.waybill.models.request.ItemError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Calls that generate text: checked and counted as items of a batch are, held before they run. */
@Component
final class Generations {

    /** Fields of an interactive body stand at its top. */
    private static final String NO_PREFIX = "";

    /** Beyond the longest call: for its end to be told of, and for clocks that differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final ModelCatalog catalog;
    private final PromptCounters counters;
    private final PriceLists prices;
    private final CallHolds holds;
    private final AnsweredCalls answered;
    private final GpuWorkers workers;
    private final FirstTokens firstTokens;
    private final JsonMapper mapper;
    private final Clock clock;
    private final RecentHolds recent = new RecentHolds(System::nanoTime);
    private final BusyModels busy = new BusyModels(System::nanoTime);
    private final Duration longest;
    private final Duration patience;

    Generations(
            ModelCatalog catalog,
            PromptCounters counters,
            PriceLists prices,
            CallHolds holds,
            AnsweredCalls answered,
            GpuWorkers workers,
            FirstTokens firstTokens,
            JsonMapper mapper,
            Clock clock,
            InferenceSettings settings) {
        this.catalog = catalog;
        this.counters = counters;
        this.prices = prices;
        this.holds = holds;
        this.answered = answered;
        this.workers = workers;
        this.firstTokens = firstTokens;
        this.mapper = mapper;
        this.clock = clock;
        this.longest = settings.generationTimeout();
        this.patience = settings.slowReader();
    }

    /**
     * {@return the call, checked and counted}
     *
     * @param id of the call
     * @throws io.waybill.models.request.RequestRejected where the body is not one that the model can run
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    PreparedCall prepare(Caller caller, UUID id, GenerationEndpoint endpoint, byte[] body) {
        var startedAt = clock.instant();
        var begun = System.nanoTime();
        var request = GenerationRequests.parse(endpoint, body, 0, body.length, NO_PREFIX, false);
        var model = request.resolve(catalog, NO_PREFIX);
        var counter = counters.of(model);
        request.check(model.manifest(), counter, NO_PREFIX);
        var counted = request.counted(model.manifest(), counter, NO_PREFIX);
        return new PreparedCall(
                Ids.render("", id),
                caller,
                model,
                counted,
                counter.likely(request, counted.promptTokens()),
                prices.current(caller.accountId()),
                body,
                startedAt,
                begun);
    }

    /**
     * Holds the most that the call can cost, and hands it to a worker. For an account whose last call was held a moment
     * ago the worker is asked beside, and reads the prompt while the hold is written; nothing of its answer is looked
     * at before the hold is there.
     *
     * @throws io.waybill.activities.ledger.InsufficientFunds where too little is available; what a worker began is
     *     cancelled
     * @throws ApiFailure where no worker takes it; nothing is held
     */
    RunningCall begin(PreparedCall prepared) {
        busy.check(prepared.model().digest());
        var events = prepared.mostNanos() > 0 ? paid(prepared) : ask(prepared);
        return new RunningCall(prepared, events, holds, answered, firstTokens, longest, patience);
    }

    private GenerationWire.Reader paid(PreparedCall prepared) {
        var account = prepared.caller().accountId();
        if (!recent.contains(account)) {
            hold(prepared);
            return released(prepared, () -> ask(prepared));
        }
        var asked = new AskedWorker(() -> ask(prepared));
        try {
            hold(prepared);
        } catch (RuntimeException e) {
            asked.cancel();
            throw e;
        }
        return released(prepared, asked::await);
    }

    private GenerationWire.Reader ask(PreparedCall prepared) {
        try {
            return workers.generate(workerRequest(prepared));
        } catch (ApiFailure e) {
            busy.note(prepared.model().digest(), e);
            throw e;
        }
    }

    private void hold(PreparedCall prepared) {
        var account = prepared.caller().accountId();
        var until = prepared.startedAt().plus(longest).plus(MARGIN);
        try {
            holds.hold(
                    account,
                    prepared.reference(),
                    prepared.mostNanos(),
                    prepared.caller().keyId(),
                    until);
            recent.held(account);
        } catch (RuntimeException e) {
            recent.refused(account);
            throw e;
        }
    }

    /** {@return the events; where there are none the hold is given back} */
    private GenerationWire.Reader released(PreparedCall prepared, Supplier<GenerationWire.Reader> events) {
        try {
            return events.get();
        } catch (RuntimeException e) {
            holds.release(prepared.caller().accountId(), prepared.reference());
            throw e;
        }
    }

    /** {@return why a call failed before anything was answered, as an error of the API} */
    static ApiFailure failure(Failed failed) {
        if (failed.code().equals(ItemError.invalid_request.name())) {
            return new ApiFailure(ApiError.INVALID_REQUEST, failed.param(), failed.message());
        }
        if (failed.code().equals(ItemError.context_length_exceeded.name())) {
            return new ApiFailure(ApiError.CONTEXT_LENGTH_EXCEEDED, failed.param(), failed.message());
        }
        var failure = new ApiFailure(
                ApiError.INFERENCE_UNAVAILABLE,
                "the model did not answer: " + failed.message() + "; nothing was charged");
        var asked = failed.retryAfter();
        var comeBack = asked == null || asked.compareTo(COME_BACK) < 0 ? COME_BACK : asked;
        return failed.worthAnotherTry() ? failure.retryAfter(comeBack) : failure;
    }

    /** The client's body goes on byte for byte: it was checked. */
    private byte[] workerRequest(PreparedCall call) {
        var head = mapper.createObjectNode();
        head.put("model", call.model().manifest().id());
        head.put("digest", call.model().digest());
        head.put("endpoint", call.request().endpoint().path());
        head.put("max_tokens", call.request().maxTokens());
        var text = mapper.writeValueAsString(head);
        var request = new ByteArrayOutputStream(text.length() + call.body().length + 16);
        request.writeBytes(text.substring(0, text.length() - 1).getBytes(StandardCharsets.UTF_8));
        request.writeBytes(",\"body\":".getBytes(StandardCharsets.UTF_8));
        request.writeBytes(call.body());
        request.write('}');
        return request.toByteArray();
    }
}
