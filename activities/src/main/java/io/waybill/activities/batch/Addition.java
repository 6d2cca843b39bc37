package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** The lines of one addition to an open batch, checked, without their bodies: at most 10,000. */
final class Addition {

    private final String objectKey;
    private final List<AddedLine> lines = new ArrayList<>();

    Addition(String objectKey) {
        this.objectKey = requireNonNull(objectKey, "objectKey");
    }

    String objectKey() {
        return objectKey;
    }

    void add(AddedLine line) {
        lines.add(line);
    }

    List<AddedLine> lines() {
        return List.copyOf(lines);
    }

    List<CheckedLine> checked() {
        return lines.stream().map(AddedLine::line).toList();
    }

    /** {@return the same lines, some of them answered by other items} */
    Addition with(List<CheckedLine> answered) {
        var same = new Addition(objectKey);
        for (int place = 0; place < lines.size(); place++) {
            AddedLine line = lines.get(place);
            same.add(new AddedLine(answered.get(place), line.form(), line.sha256()));
        }
        return same;
    }

    int size() {
        return lines.size();
    }

    long invalid() {
        return lines.stream().filter(line -> line.line().problem() != null).count();
    }

    long priceNanos() {
        return lines.stream().mapToLong(line -> line.line().priceNanos()).reduce(0, Math::addExact);
    }

    /**
     * One line.
     *
     * @param sha256 of its content, lower-case hex
     */
    record AddedLine(CheckedLine line, RequestForm form, String sha256) {

        AddedLine {
            requireNonNull(line, "line");
            requireNonNull(form, "form");
            requireNonNull(sha256, "sha256");
        }
    }
}
