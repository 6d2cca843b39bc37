package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads an addition as it would be read, and stores nothing. Thread-safe. */
@Component
final class AdditionPreflight {

    private static final UUID NO_BATCH = new UUID(0, 0);

    private final BatchRows rows;
    private final AdditionReader reader;
    private final Appender appender;
    private final Reuse reuse;

    AdditionPreflight(BatchRows rows, AdditionReader reader, Appender appender, Reuse reuse) {
        this.rows = rows;
        this.reader = reader;
        this.appender = appender;
        this.reuse = reuse;
    }

    /** {@return the requests that are new} */
    Read read(Preflight.Request request, @Nullable UUID batchId, InputStream lines) throws IOException {
        BatchRow batch = batchId == null ? null : rows.find(batchId);
        long before = batch == null ? 0 : batch.items();
        Addition addition = reader.read(request.accountId(), batch, request, lines, before);
        Set<Integer> existing = new HashSet<>();
        Optional<String> conflict = appender.compare(batchId == null ? NO_BATCH : batchId, addition, existing);
        if (conflict.isPresent()) {
            throw new RequestConflict("there is a request " + conflict.get() + " already, with another body");
        }
        List<CheckedLine> all = addition.checked();
        List<CheckedLine> fresh = IntStream.range(0, all.size())
                .filter(place -> !existing.contains(place))
                .mapToObj(all::get)
                .toList();
        return new Read(batch == null ? request.lane() : batch.lane(), fresh, answered(request, batch, fresh));
    }

    private List<CheckedLine> answered(Preflight.Request request, @Nullable BatchRow batch, List<CheckedLine> lines) {
        if (batch != null) {
            return batch.reuse() ? reuse.added(batch, lines) : lines;
        }
        return request.reuse() ? reuse.answered(request.accountId(), lines, new Reuse.ReuseMemory()) : lines;
    }

    /**
     * What was read.
     *
     * @param priced each at its own price
     * @param answered the same, those that need not run with what answers them
     */
    record Read(Lane lane, List<CheckedLine> priced, List<CheckedLine> answered) {

        Read {
            requireNonNull(lane, "lane");
            priced = List.copyOf(priced);
            answered = List.copyOf(answered);
        }
    }
}
