package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.batch.NewBatch;
import io.waybill.workflows.batch.Lane;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/batches}, checked as far as it can be without looking anything up.
 *
 * @param name what the client calls it; null where it gives none
 * @param source where its lines come from
 * @param outputExpiresAfter how long its output files can be read; null for as long as nobody deletes them
 * @param strict whether it is refused where it is not expected to end within its window
 */
record CreateBatch(
        Source source,
        Lane lane,
        Duration completionWindow,
        boolean quarantine,
        @Nullable String name,
        Map<String, String> metadata,
        @Nullable Duration outputExpiresAfter,
        NewBatch.Terms terms,
        boolean strict) {

    CreateBatch {
        requireNonNull(source, "source");
        requireNonNull(lane, "lane");
        requireNonNull(completionWindow, "completionWindow");
        metadata = Map.copyOf(metadata);
        requireNonNull(terms, "terms");
    }

    /** Where the lines of a batch come from. */
    sealed interface Source {

        /** An uploaded file; every line's {@code url} must be {@code endpoint}. */
        record InputFile(String fileId, String endpoint) implements Source {

            public InputFile {
                requireNonNull(fileId, "fileId");
                requireNonNull(endpoint, "endpoint");
            }
        }

        /** None: requests are added while it runs. */
        record Open() implements Source {}

        /** Tasks of the body, written as lines. */
        @SuppressWarnings("ArrayRecordComponent") // handed on to the object store, never compared
        record Tasks(byte[] lines) implements Source {

            public Tasks {
                requireNonNull(lines, "lines");
            }
        }
    }
}
