package io.waybill.activities.health;

import io.waybill.activities.worker.WorkerState;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** The workflow worker, where it runs in this process. */
@Component
@ConditionalOnProperty("waybill.worker.enabled")
final class WorkerPart implements Part {

    private final WorkerState worker;

    WorkerPart(WorkerState worker) {
        this.worker = worker;
    }

    @Override
    public String name() {
        return "worker";
    }

    @Override
    public void check() {
        if (!worker.isReady()) {
            throw new IllegalStateException("the worker has not reached Temporal yet");
        }
    }
}
