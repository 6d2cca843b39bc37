package io.waybill.api.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.log.TransparencyLog;
import io.waybill.activities.log.TransparencyLog.WitnessStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The log as operators see it. */
@RestController
@Tag(name = "Operators")
final class LogAdminController {

    private final TransparencyLog log;

    LogAdminController(TransparencyLog log) {
        this.log = log;
    }

    @Operation(summary = "How the log stands", description = "Size, what waits, and what its witnesses have seen.")
    @GetMapping("/v1/admin/log")
    LogView status() {
        return LogView.of(log.status());
    }

    /** How it stands. */
    @Schema(name = "LogStatus")
    record LogView(
            @JsonProperty("origin") String origin,
            @JsonProperty("key") String key,
            @JsonProperty("size") long size,
            @JsonProperty("root") String root,
            @JsonProperty("checkpoint_size") @Nullable Long checkpointSize,
            @JsonProperty("waiting") long waiting,
            @JsonProperty("waiting_since") @Nullable String waitingSince,
            @JsonProperty("witnesses") List<WitnessView> witnesses) {

        LogView {
            witnesses = List.copyOf(witnesses);
        }

        static LogView of(TransparencyLog.Status status) {
            return new LogView(
                    status.origin(),
                    status.key(),
                    status.size(),
                    status.root(),
                    status.checkpointSize(),
                    status.waiting(),
                    text(status.waitingSince()),
                    status.witnesses().stream().map(WitnessView::of).toList());
        }
    }

    /** How a witness stands. */
    @Schema(name = "LogWitness")
    record WitnessView(
            @JsonProperty("key") String key,
            @JsonProperty("url") String url,
            @JsonProperty("seen_size") long seenSize,
            @JsonProperty("seen_at") @Nullable String seenAt,
            @JsonProperty("refusal") @Nullable String refusal) {

        static WitnessView of(WitnessStatus status) {
            return new WitnessView(
                    status.key(), status.url(), status.seenSize(), text(status.seenAt()), status.refusal());
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return Optional.ofNullable(instant).map(Instant::toString).orElse(null);
    }
}
