package io.waybill.api.batch;

import io.waybill.activities.health.Part;
import org.springframework.stereotype.Component;

/** The workflow engine as a part of readiness. */
@Component
final class EnginePart implements Part {

    private final BatchEngine engine;

    EnginePart(BatchEngine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return "temporal";
    }

    @Override
    public void check() {
        engine.ping();
    }
}
