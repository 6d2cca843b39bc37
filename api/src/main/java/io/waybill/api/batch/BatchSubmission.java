package io.waybill.api.batch;

import io.waybill.activities.account.Account;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.batch.FailedItems;
import io.waybill.activities.batch.NewBatch;
import io.waybill.activities.batch.NewBatch.Dialect;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.webhook.Webhooks;
import io.waybill.api.batch.CreateBatch.Source;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.error.Refusals;
import io.waybill.api.error.Shortfall;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.webhook.WebhookUrls;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.StoredObject;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Submission;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Submits a batch: lines to the object store, row, workflow, answer. Each step may be repeated with the same id, so
 * that a call that stopped half way is gone on with.
 */
@Component
final class BatchSubmission {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final String LINES_TYPE = "application/jsonl";

    /** How long an engine that is down usually needs to be back. */
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    private final Batches batches;
    private final Accounts accounts;
    private final InputFiles inputs;
    private final ObjectStore objects;
    private final FailedItems failedItems;
    private final BatchPreflight preflight;
    private final BatchEngine engine;
    private final BatchRendering rendering;
    private final WebhookUrls urls;
    private final Webhooks webhooks;
    private final JsonMapper mapper;

    BatchSubmission(
            Batches batches,
            Accounts accounts,
            InputFiles inputs,
            ObjectStore objects,
            FailedItems failedItems,
            BatchPreflight preflight,
            BatchEngine engine,
            BatchRendering rendering,
            WebhookUrls urls,
            Webhooks webhooks,
            JsonMapper mapper) {
        this.batches = batches;
        this.accounts = accounts;
        this.inputs = inputs;
        this.objects = objects;
        this.failedItems = failedItems;
        this.preflight = preflight;
        this.engine = engine;
        this.rendering = rendering;
        this.urls = urls;
        this.webhooks = webhooks;
        this.mapper = mapper;
    }

    /**
     * Submits the batch {@code id}, or goes on with it.
     *
     * @return the batch: 200 where it was accepted (a file) or priced and held (tasks), 202 where that takes longer
     * @throws ApiFailure where it is invalid, costs too much, or could not be started
     */
    Answer submit(Caller caller, CreateBatch request, UUID id) throws IOException {
        requireActive(caller);
        if (batches.find(caller.accountId(), id).isEmpty()) {
            preflight.requireInTime(caller, request);
        }
        prepareWebhook(caller, request);
        var batch = stored(caller, request, id);
        batches.create(batch);
        var created = find(batch);
        return answer(batch, start(batch, created));
    }

    /**
     * Submits the items of {@code ended} that failed though they were valid as the batch {@code id}, or goes on with
     * it.
     *
     * @throws ApiFailure where there are none, or the input is gone
     */
    Answer retry(Caller caller, Batch ended, UUID id) throws IOException {
        requireActive(caller);
        var before = ended.submitted();
        if (failedItems.count(before.id()) == 0) {
            throw new ApiFailure(
                    ApiError.NOTHING_TO_RETRY, "no valid item of the batch failed; lines that are invalid stay so");
        }
        var key = ObjectKeys.segment(caller.accountId().toString(), Ids.render(Ids.BATCH, id), 0);
        var batch = new NewBatch(
                id,
                caller.accountId(),
                caller.keyId(),
                Dialect.tasks,
                before.lane(),
                before.name(),
                null,
                false,
                null,
                key,
                0,
                "",
                before.completionWindow(),
                before.metadata(),
                before.outputExpiresAfter(),
                before.terms().retrying(before.id()));
        batch = batch.reading(copied(key, before.id()));
        batches.create(batch);
        return answer(batch, start(batch, find(batch)));
    }

    private StoredObject copied(String key, UUID batchId) throws IOException {
        try (var lines = failedItems.open(batchId)) {
            return objects.put(key, lines, LINES_TYPE);
        } catch (ObjectNotFound e) {
            throw new ApiFailure(ApiError.INPUT_GONE, "the input of the batch was deleted; submit it as a new batch")
                    .causedBy(e);
        }
    }

    /** Of a file only the workflow would say it, when the client is gone; the hold asks again, under the lock. */
    private void requireActive(Caller caller) {
        accounts.find(caller.accountId())
                .filter(account -> account.state() == Account.State.frozen)
                .ifPresent(_ -> {
                    throw new ApiFailure(ApiError.ACCOUNT_FROZEN, "the account is frozen: it spends nothing");
                });
    }

    /** Checked before anything is stored; a batch needs no other webhook. */
    private void prepareWebhook(Caller caller, CreateBatch request) {
        var url = request.terms().webhookUrl();
        if (url != null) {
            urls.require("webhook_url", url);
            webhooks.prepareForBatch(caller.accountId(), url);
        }
    }

    private NewBatch stored(Caller caller, CreateBatch request, UUID id) throws IOException {
        return switch (request.source()) {
            case Source.InputFile(var fileId, var endpoint) -> fromFile(caller, request, id, fileId, endpoint);
            case Source.Open() -> {
                var key = ObjectKeys.segment(caller.accountId().toString(), Ids.render(Ids.BATCH, id), 0);
                var empty = objects.put(key, new byte[0], LINES_TYPE);
                yield batch(caller, request, id, Dialect.open, null, null, key, empty.bytes(), empty.sha256());
            }
            case Source.Tasks(var lines) -> {
                var key = ObjectKeys.segment(caller.accountId().toString(), Ids.render(Ids.BATCH, id), 0);
                var segment = objects.put(key, lines, LINES_TYPE);
                yield batch(caller, request, id, Dialect.tasks, null, null, key, segment.bytes(), segment.sha256());
            }
        };
    }

    private NewBatch fromFile(Caller caller, CreateBatch request, UUID id, String fileId, String endpoint) {
        var file = inputs.find(caller, fileId);
        var key = ObjectKeys.file(caller.accountId().toString(), file.id().toString());
        return batch(caller, request, id, Dialect.file, endpoint, file.id(), key, file.bytes(), file.sha256());
    }

    private static NewBatch batch(
            Caller caller,
            CreateBatch request,
            UUID id,
            Dialect dialect,
            @Nullable String endpoint,
            @Nullable UUID inputFileId,
            String segmentKey,
            long segmentBytes,
            String segmentSha256) {
        return new NewBatch(
                id,
                caller.accountId(),
                caller.keyId(),
                dialect,
                request.lane(),
                request.name(),
                endpoint,
                request.quarantine() || dialect == Dialect.open,
                inputFileId,
                segmentKey,
                segmentBytes,
                segmentSha256,
                request.completionWindow(),
                request.metadata(),
                request.outputExpiresAfter(),
                request.terms());
    }

    private Optional<Submission> start(NewBatch batch, Batch created) {
        var id = Ids.render(Ids.BATCH, batch.id());
        try {
            var submission = engine.submit(batch, created.expiresAt());
            if (submission.isEmpty() && !engine.knows(id)) {
                throw notStarted(id);
            }
            return submission;
        } catch (EngineUnavailable e) {
            throw notStarted(id).causedBy(e);
        }
    }

    private static ApiFailure notStarted(String id) {
        return new ApiFailure(
                        ApiError.ENGINE_UNAVAILABLE,
                        "the batch is stored but could not be started; send the same request with the same"
                                + " Idempotency-Key again")
                .with("batch_id", id)
                .retryAfter(OUTAGE);
    }

    private Answer answer(NewBatch submitted, Optional<Submission> submission) {
        if (submission.isEmpty()) {
            var batch = find(submitted);
            refuse(batch);
            return answer(ACCEPTED, batch);
        }
        return switch (submission.get().verdict()) {
            case accepted, held, ended -> answer(OK, find(submitted));
            case invalid -> throw invalid(find(submitted));
            case refused -> {
                var failed = find(submitted);
                throw Refusals.of(String.valueOf(failed.failureCode()), String.valueOf(failed.failureMessage()))
                        .with("batch_id", Ids.render(Ids.BATCH, submitted.id()));
            }
            case insufficient_funds ->
                throw Shortfall.of(
                                submission.get().requiredNanos(),
                                submission.get().availableNanos())
                        .with("batch_id", Ids.render(Ids.BATCH, submitted.id()));
        };
    }

    /** Of a batch that had ended before it could be asked, only the row tells why. */
    private static void refuse(Batch batch) {
        if (batch.state() == BatchState.failed && batch.submitted().dialect() != Dialect.file) {
            throw batch.problems().isEmpty()
                    ? new ApiFailure(ApiError.INVALID_BATCH, String.valueOf(batch.failureMessage()))
                            .with(
                                    "batch_id",
                                    Ids.render(Ids.BATCH, batch.submitted().id()))
                    : invalid(batch);
        }
    }

    private static ApiFailure invalid(Batch batch) {
        var lines = batch.problems().stream()
                .map(p -> new BatchView.Problem(p.code(), p.line(), p.message(), p.param()))
                .toList();
        var message = batch.failureMessage();
        return new ApiFailure(ApiError.INVALID_BATCH, message == null ? "the batch has invalid tasks" : message)
                .with("errors", lines)
                .with("batch_id", Ids.render(Ids.BATCH, batch.submitted().id()));
    }

    private Answer answer(int status, Batch batch) {
        return Answer.first(status, mapper.writeValueAsBytes(rendering.render(batch)));
    }

    private Batch find(NewBatch batch) {
        return batches.find(batch.accountId(), batch.id())
                .orElseThrow(() -> new IllegalStateException("batch " + batch.id() + " is gone"));
    }
}
