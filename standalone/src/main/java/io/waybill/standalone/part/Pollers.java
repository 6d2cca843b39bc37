package io.waybill.standalone.part;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;

/** Who takes work from a Temporal task queue. */
final class Pollers implements AutoCloseable {

    private final WorkflowServiceStubs stubs;
    private final String namespace;

    Pollers(String address, String namespace) {
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        this.namespace = namespace;
    }

    /** {@return whether somebody takes workflow tasks of the queue; true where the server cannot tell} */
    boolean take(String queue) throws IOException {
        var request = DescribeTaskQueueRequest.newBuilder()
                .setNamespace(namespace)
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                .build();
        try {
            return stubs.blockingStub().describeTaskQueue(request).getPollersCount() > 0;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                return true; // the in-memory server
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
