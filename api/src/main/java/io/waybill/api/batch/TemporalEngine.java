package io.waybill.api.batch;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.context.Context;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import io.waybill.activities.batch.BatchStart;
import io.waybill.activities.batch.NewBatch;
import io.waybill.activities.id.Ids;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchWorkflow;
import io.waybill.workflows.batch.Steered;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.wire.SearchAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** {@link BatchEngine} over Temporal: one update-with-start for a submission, one update for a cancellation. */
@Component
final class TemporalEngine implements BatchEngine, AutoCloseable {

    /** Readiness is asked every few seconds, and must not wait for what is down. */
    private static final int PING_MILLIS_MAX = 1_000;

    /** Names every search attribute that a batch is started with: refused where the server does not know one. */
    private static final String ANY_BATCH = SearchAttributes.all().stream()
            .map(key -> key.getName() + " = 'any'")
            .collect(Collectors.joining(" AND "));

    private final WorkflowClient client;
    private final Currencies currencies;
    private final Duration answerTimeout;
    private volatile boolean registered;
    private final ExecutorService calls = Context.taskWrapping(Executors.newVirtualThreadPerTaskExecutor());

    TemporalEngine(
            @Qualifier(EngineConfiguration.CLIENT) WorkflowClient client,
            Currencies currencies,
            EngineSettings settings) {
        this.client = client;
        this.currencies = currencies;
        this.answerTimeout = settings.answerTimeout();
    }

    @Override
    public Optional<Submission> submit(NewBatch batch, Instant expiresAt) {
        var input = input(batch, expiresAt);
        var workflow = client.newWorkflowStub(BatchWorkflow.class, BatchStart.first(input, summary(batch)));
        var update = UpdateOptions.<Submission>newBuilder()
                .setUpdateId(BatchWorkflow.SUBMIT_UPDATE_ID)
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build();
        return Optional.ofNullable(within(() -> WorkflowClient.executeUpdateWithStart(
                workflow::submit, update, new WithStartWorkflowOperation<>(workflow::run, input))));
    }

    @Override
    public boolean cancel(String batchId, String reason) {
        var workflow = client.newWorkflowStub(BatchWorkflow.class, batchId);
        var found = new boolean[] {true};
        within(() -> {
            try {
                return workflow.cancel(reason);
            } catch (WorkflowNotFoundException _) {
                found[0] = false;
                return BatchProgress.none();
            }
        });
        return found[0];
    }

    @Override
    public boolean steer(String batchId, Command command) {
        var workflow = client.newWorkflowStub(BatchWorkflow.class, batchId);
        var found = new boolean[] {true};
        within(() -> {
            try {
                return switch (command) {
                    case Command.Pause _ -> workflow.pause();
                    case Command.Seal _ -> workflow.seal();
                    case Command.Resume _ -> workflow.resume();
                    case Command.Reprioritise(var lane) -> workflow.reprioritise(lane);
                };
            } catch (WorkflowNotFoundException _) {
                found[0] = false;
                return null;
            }
        });
        return found[0];
    }

    @Override
    public Optional<AddedItems> add(AddItems request) {
        var workflow = client.newWorkflowStub(BatchWorkflow.class, request.batchId());
        var found = new boolean[] {true};
        var answer = within(() -> {
            try {
                return workflow.add(request);
            } catch (WorkflowNotFoundException _) {
                found[0] = false;
                return null;
            }
        });
        if (answer == null && found[0]) {
            throw new EngineUnavailable(new TimeoutException("the requests took longer than " + answerTimeout));
        }
        return Optional.ofNullable(answer);
    }

    @Override
    public boolean knows(String batchId) {
        try {
            client.newUntypedWorkflowStub(batchId).describe();
            return true;
        } catch (WorkflowNotFoundException _) {
            return false;
        } catch (RuntimeException e) {
            throw new EngineUnavailable(e);
        }
    }

    @Override
    public void ping() {
        try {
            var stub = client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(PING_MILLIS_MAX, TimeUnit.MILLISECONDS);
            stub.getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
            if (!registered) {
                requireSearchAttributes(stub);
                registered = true;
            }
        } catch (RuntimeException e) {
            throw new EngineUnavailable(e);
        }
    }

    /** A worker registers them when it starts; until then no batch can be started. */
    private void requireSearchAttributes(WorkflowServiceGrpc.WorkflowServiceBlockingStub stub) {
        try {
            stub.countWorkflowExecutions(CountWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(client.getOptions().getNamespace())
                    .setQuery(ANY_BATCH)
                    .build());
        } catch (StatusRuntimeException e) {
            // The server in memory cannot count, and takes every attribute.
            if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }

    private BatchInput input(NewBatch batch, Instant expiresAt) {
        var input = BatchInput.first(
                Ids.render(Ids.BATCH, batch.id()),
                batch.accountId().toString(),
                batch.lane(),
                batch.dialect() == NewBatch.Dialect.tasks,
                expiresAt,
                currencies.of(batch.accountId()));
        return batch.dialect() == NewBatch.Dialect.open ? input.opened() : input;
    }

    private static String summary(NewBatch batch) {
        var name = batch.name();
        var what = switch (batch.dialect()) {
            case tasks -> "tasks, " + batch.segmentBytes() + " bytes, ";
            case file -> "file, " + batch.segmentBytes() + " bytes, ";
            case open -> "open, ";
        };
        return (name == null ? "" : name + ": ") + what + batch.lane() + ", window "
                + batch.completionWindow().toHours() + "h";
    }

    /** Calls, but waits no longer than a client should; null where the answer takes longer, or the workflow is over. */
    private <T> @Nullable T within(Callable<@Nullable T> call) {
        var answer = calls.submit(call);
        try {
            return answer.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            return null;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new EngineUnavailable(e);
        } catch (ExecutionException e) {
            requireAllowed(e);
            if (isOver(e)) {
                return null;
            }
            throw new EngineUnavailable(e);
        }
    }

    private static void requireAllowed(Throwable failure) {
        for (var at = failure; at != null; at = at.getCause()) {
            if (at instanceof ApplicationFailure refused && refused.getType().equals(Steered.STATE_FORBIDS)) {
                throw new SteeringForbidden(refused.getOriginalMessage());
            }
        }
    }

    /** Whether the workflow had ended before it was asked. */
    private static boolean isOver(Throwable failure) {
        for (var at = failure; at != null; at = at.getCause()) {
            if (at instanceof WorkflowExecutionAlreadyStarted || at instanceof WorkflowNotFoundException) {
                return true;
            }
            if (at instanceof StatusRuntimeException status) {
                var code = status.getStatus().getCode();
                return code == Status.Code.ALREADY_EXISTS || code == Status.Code.NOT_FOUND;
            }
        }
        return false;
    }
}
