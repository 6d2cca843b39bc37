package io.waybill.api.health;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.telemetry.Health;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the process lives, and whether what it needs answers. */
@RestController
@Tag(name = "Health")
final class HealthController {

    private static final String OK = "ok";
    private static final String DOWN = "down";

    private final Health readiness;

    HealthController(Health readiness) {
        this.readiness = readiness;
    }

    @Operation(summary = "Whether the process lives", description = "Asks nothing else: a restart would not help.")
    @GetMapping("/livez")
    State live() {
        return new State(OK, Map.of());
    }

    @Operation(summary = "Whether requests can be served", description = "503 where a part does not answer.")
    @GetMapping("/readyz")
    ResponseEntity<State> ready() {
        var parts = new TreeMap<String, String>();
        readiness.parts().forEach((part, up) -> parts.put(part, up ? OK : DOWN));
        var ready = !parts.containsValue(DOWN);
        return ResponseEntity.status(ready ? 200 : 503).body(new State(ready ? OK : DOWN, parts));
    }

    @Operation(summary = "The same as /readyz")
    @GetMapping("/health")
    ResponseEntity<State> health() {
        return ready();
    }

    /** The state of the whole and of its parts, {@code ok} or {@code down}. */
    @Schema(name = "Health")
    record State(
            @JsonProperty("status") @Schema(allowableValues = {OK, DOWN})
            String status,

            @JsonProperty("parts") Map<String, String> parts) {

        State {
            requireNonNull(status, "status");
            requireNonNull(parts, "parts");
        }
    }
}
