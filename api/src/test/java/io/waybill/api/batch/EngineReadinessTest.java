package io.waybill.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.waybill.api.testing.ApiServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody is told that batches can be submitted before the server takes their search attributes. */
@Timeout(60)
class EngineReadinessTest {

    @Test
    void isReadyWhenTheSearchAttributesAre() throws Exception {
        var temporal = new FreshTemporal();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(temporal)
                .build()
                .start();
        var api = new ApiServer().with("waybill.temporal.address", "127.0.0.1:" + server.getPort());
        try {
            var anybody = api.start().anybody();

            var before = anybody.get("/readyz");
            temporal.registered = true;
            Awaitility.await().until(() -> anybody.get("/readyz").status() == 200);

            assertThat(before.status()).isEqualTo(503);
            assertThat(before.json().get("parts").get("temporal").asString()).isEqualTo("down");
            assertThat(temporal.query.get()).contains("WaybillAccount", "WaybillState", "WaybillModel", "WaybillLane");
        } finally {
            api.stop();
            server.shutdownNow();
        }
    }

    /** A server to which no worker has come yet. */
    private static final class FreshTemporal extends WorkflowServiceGrpc.WorkflowServiceImplBase {

        private final AtomicReference<String> query = new AtomicReference<>("");
        private volatile boolean registered;

        @Override
        public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
            answer.onNext(GetSystemInfoResponse.getDefaultInstance());
            answer.onCompleted();
        }

        @Override
        public void countWorkflowExecutions(
                CountWorkflowExecutionsRequest request, StreamObserver<CountWorkflowExecutionsResponse> answer) {
            query.set(request.getQuery());
            if (!registered) {
                answer.onError(Status.INVALID_ARGUMENT
                        .withDescription("no mapping defined for search attribute WaybillAccount")
                        .asRuntimeException());
                return;
            }
            answer.onNext(CountWorkflowExecutionsResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }
}
