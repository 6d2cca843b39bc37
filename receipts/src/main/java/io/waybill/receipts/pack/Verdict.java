package io.waybill.receipts.pack;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was found, part by part.
 *
 * @param subject what the pack is about, in a line
 * @param findings one of each part
 */
public record Verdict(String subject, List<Finding> findings) {

    /** What is looked at. */
    public enum Part {
        /** The file: nothing in it was changed by accident, and its members agree. */
        PACK,
        /** The receipt, or every receipt and the statement of the batch: canonical, complete, consistent. */
        RECEIPT,
        /** The signature of the receipt, or of the batch's statement. */
        SIGNATURE,
        /** The key that signed: in the history that the log signed, for this purpose, not revoked. */
        KEY,
        /** The receipt's, or the statement's, place in the log. */
        INCLUSION,
        /** The log's own signature of its checkpoint. */
        CHECKPOINT,
        /** The content: what the commitments hold, and the files that were given. */
        CONTENT
    }

    /** What was found of a part. */
    public enum Answer {
        /** It is as it must be. */
        HOLDS,
        /** It holds if the log's key is the one in the pack, which nobody but the pack says. */
        NOT_AUTHENTICATED,
        /** There is nothing to look at. */
        NOT_GIVEN,
        /** It does not hold. */
        FAILS
    }

    /**
     * What was found of a part, and why.
     *
     * @param why one line
     */
    public record Finding(Part part, Answer answer, String why) {

        /** Checks that all is there. */
        public Finding {
            requireNonNull(part, "part");
            requireNonNull(answer, "answer");
            requireNonNull(why, "why");
        }
    }

    /** Checks that all is there. */
    public Verdict {
        requireNonNull(subject, "subject");
        findings = List.copyOf(findings);
    }

    /** {@return the worst of all answers; what was not given does not count} */
    public Answer overall() {
        if (findings.stream().anyMatch(finding -> finding.answer() == Answer.FAILS)) {
            return Answer.FAILS;
        }
        return findings.stream().anyMatch(finding -> finding.answer() == Answer.NOT_AUTHENTICATED)
                ? Answer.NOT_AUTHENTICATED
                : Answer.HOLDS;
    }

    /** {@return what was found of a part} */
    public Finding of(Part part) {
        return findings.stream()
                .filter(finding -> finding.part() == part)
                .findFirst()
                .orElseThrow();
    }

    /** Collects findings; of a part, the first failure stays. */
    static final class Collector {

        private final Map<Part, Finding> findings = new EnumMap<>(Part.class);

        void add(Part part, Answer answer, String why) {
            Finding known = findings.get(part);
            if (known == null || (answer == Answer.FAILS && known.answer() != Answer.FAILS)) {
                findings.put(part, new Finding(part, answer, why));
            }
        }

        void fails(Part part, String why) {
            add(part, Answer.FAILS, why);
        }

        boolean failed(Part part) {
            Finding known = findings.get(part);
            return known != null && known.answer() == Answer.FAILS;
        }

        Verdict verdict(String subject) {
            for (Part part : Part.values()) {
                findings.putIfAbsent(part, new Finding(part, Answer.NOT_GIVEN, "nothing to look at"));
            }
            return new Verdict(subject, List.copyOf(findings.values()));
        }
    }
}
