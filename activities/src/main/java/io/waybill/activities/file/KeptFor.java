package io.waybill.activities.file;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long bytes are kept.
 *
 * @param results of a batch, from its end, where it has no {@code output_expires_after}; 1 h or more
 * @param uploads inputs of batches, from their upload, 7 days or more: so long a batch may wait for one
 */
@ConfigurationProperties("waybill.retention")
public record KeptFor(
        @DefaultValue("30d") Duration results,
        @DefaultValue("30d") Duration uploads) {

    private static final Duration RESULTS_MIN = Duration.ofHours(1);
    private static final Duration UPLOADS_MIN = Duration.ofDays(7);

    /** Checks the durations. */
    public KeptFor {
        if (results.compareTo(RESULTS_MIN) < 0) {
            throw new IllegalArgumentException("waybill.retention.results is " + results + ", at least 1 h is needed");
        }
        if (uploads.compareTo(UPLOADS_MIN) < 0) {
            throw new IllegalArgumentException("waybill.retention.uploads is " + uploads + ", at least 7 d are needed");
        }
    }
}
