package io.waybill.activities.file;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Output files as rows. */
@Component
final class SegmentedFiles implements OutputFiles {

    private static final String PURPOSE = "batch_output";

    /** Rows of one insert: more saves nothing. */
    private static final int BLOCK_SEGMENTS = 5_000;

    private final FileMapper files;
    private final FileSegmentMapper segmentRows;
    private final KeptFor kept;
    private final Clock clock;

    SegmentedFiles(FileMapper files, FileSegmentMapper segmentRows, KeptFor kept, Clock clock) {
        this.files = files;
        this.segmentRows = segmentRows;
        this.kept = kept;
        this.clock = clock;
    }

    @Override
    public boolean publish(NewOutput file, List<Segment> segments) {
        long[] positions = positions(segments);
        Instant now = clock.instant();
        Duration readable = file.expiresAfter();
        var row = new FileRow(
                file.id(),
                file.accountId(),
                file.filename(),
                PURPOSE,
                positions[segments.size()],
                file.sha256(),
                file.lines(),
                null,
                file.batchId(),
                now,
                now.plus(readable == null ? kept.results() : readable));
        if (files.insert(row) == 0) {
            return false;
        }
        for (int from = 0; from < segments.size(); from += BLOCK_SEGMENTS) {
            insert(file, segments, positions, from, Math.min(from + BLOCK_SEGMENTS, segments.size()));
        }
        return true;
    }

    private void insert(NewOutput file, List<Segment> segments, long[] positions, int from, int to) {
        List<Segment> block = segments.subList(from, to);
        segmentRows.insert(
                file.id(),
                IntStream.range(from, to).toArray(),
                Arrays.copyOfRange(positions, from, to),
                block.stream().map(Segment::objectKey).toArray(String[]::new),
                block.stream().mapToLong(Segment::objectOffset).toArray(),
                block.stream().mapToLong(Segment::bytes).toArray(),
                block.stream().map(Segment::sha256).toArray(String[]::new));
    }

    /** {@return where each segment begins, and where the last one ends} */
    private static long[] positions(List<Segment> segments) {
        long[] positions = new long[segments.size() + 1];
        for (int i = 0; i < segments.size(); i++) {
            positions[i + 1] = positions[i] + segments.get(i).bytes();
        }
        return positions;
    }
}
