package io.waybill.api.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.key.Caller;
import io.waybill.api.batch.BatchEngine.Command;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commands on a batch that runs. Each is safe to repeat. */
@RestController
@Tag(name = "Batches")
final class SteeringController {

    private final Batches batches;
    private final BatchSteering steering;
    private final BatchRendering rendering;

    SteeringController(Batches batches, BatchSteering steering, BatchRendering rendering) {
        this.batches = batches;
        this.steering = steering;
        this.rendering = rendering;
    }

    @Operation(
            summary = "Cancel a batch",
            description = "Answers when the batch is cancelling, with its settlement: items done, released and in"
                    + " flight. A batch that has ended is answered as it is.")
    @PostMapping("/v1/batches/{id}/cancel")
    BatchView cancel(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        steering.cancel(BatchesController.find(batches, caller, id));
        return rendering.renderCancelled(BatchesController.find(batches, caller, id));
    }

    @Operation(summary = "Cancel a batch", description = "The same as POST /v1/batches/{id}/cancel.")
    @PostMapping("/v1/batches/{id}:cancel")
    BatchView cancelByVerb(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return cancel(caller, id);
    }

    @Operation(
            summary = "Pause a batch",
            description = "Nothing new starts; what was handed to the workers ends and is settled.")
    @PostMapping("/v1/batches/{id}/pause")
    BatchView pause(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return steered(caller, id, new Command.Pause());
    }

    @Operation(summary = "Resume a batch", description = "A batch that is not paused is answered as it is.")
    @PostMapping("/v1/batches/{id}/resume")
    BatchView resume(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return steered(caller, id, new Command.Resume());
    }

    @Operation(
            summary = "Seal an open batch",
            description = "Nothing more is added: the batch ends when its requests have.")
    @PostMapping("/v1/batches/{id}/seal")
    BatchView seal(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return steered(caller, id, new Command.Seal());
    }

    @Operation(
            summary = "Change the priority of a batch",
            description = "What has not begun runs in the new lane. The price stays that of the submission.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @io.swagger.v3.oas.annotations.media.Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Reprioritisation.class))))
    @PostMapping(value = "/v1/batches/{id}/reprioritise", consumes = MediaType.APPLICATION_JSON_VALUE)
    BatchView reprioritise(@Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        BatchesController.find(batches, caller, id);
        var asked = JsonBody.read(request, Reprioritisation.class).priority();
        if (asked == null) {
            throw ApiFailure.invalid("priority", "priority is missing; it must be one of [high, low, fill]");
        }
        return steered(caller, id, new Command.Reprioritise(CreateBatchReader.lane(asked)));
    }

    private BatchView steered(Caller caller, String id, Command command) {
        steering.steer(BatchesController.find(batches, caller, id), command);
        return rendering.render(BatchesController.find(batches, caller, id));
    }

    /** What a batch's priority is to be. */
    @Schema(name = "Reprioritisation")
    record Reprioritisation(
            @JsonProperty("priority")
            @Schema(
                    allowableValues = {"high", "low", "fill"},
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String priority) {} // null where the client left it out
}
