package io.waybill.workflows.run;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Renders what the Temporal UI shows as a workflow's current details: Markdown, under 2 kB. */
final class Details {

    private static final int BAR_CELLS = 20;

    /** Longest text of others, such as a client's reason, that is shown. */
    private static final int TEXT_MAX = 300;

    private Details() {}

    /** {@return the details of a batch}; {@code note} is one line more, may be empty */
    static String ofBatch(BatchState state, String model, Lane lane, BatchProgress progress, Nanos money, String note) {
        return "**" + state + "** · " + model + " · lane " + lane + "\n\n" + body(progress, money) + line(note);
    }

    /** {@return the details of a shard} */
    static String ofShard(int shard, Lane lane, BatchProgress progress, Nanos money, String note) {
        return "**shard " + shard + "** · lane " + lane + line(note)
                + (progress.items() == 0 ? "" : "\n\nThe whole batch:\n\n" + body(progress, money));
    }

    private static String line(String note) {
        if (note.isEmpty()) {
            return "";
        }
        String oneLine = note.replace('\n', ' ');
        return "\n\n" + (oneLine.length() > TEXT_MAX ? oneLine.substring(0, TEXT_MAX) + "…" : oneLine);
    }

    private static String body(BatchProgress progress, Nanos money) {
        if (progress.items() == 0) {
            return "Nothing is known about the items yet.";
        }
        long ended = progress.items() - progress.pending();
        long percent = ended * 100 / progress.items();
        int filled = (int) (ended * BAR_CELLS / progress.items());
        return "`" + "█".repeat(filled) + "░".repeat(BAR_CELLS - filled) + "` " + percent + " %: " + grouped(ended)
                + " of "
                + grouped(progress.items()) + " items ended\n\n"
                + "| succeeded | failed | cancelled | expired | pending |\n|---:|---:|---:|---:|---:|\n| "
                + grouped(progress.succeeded()) + " | " + grouped(progress.failed()) + " | "
                + grouped(progress.cancelled()) + " | " + grouped(progress.expired()) + " | "
                + grouped(progress.pending()) + " |\n\n"
                + "| held | captured | released |\n|---:|---:|---:|\n| " + money.render(progress.heldNanos()) + " | "
                + money.render(progress.capturedNanos()) + " | " + money.render(progress.releasedNanos()) + " |"
                + errors(progress.errors());
    }

    private static String errors(Map<String, Long> errors) {
        if (errors.isEmpty()) {
            return "";
        }
        // The map has no order of its own: the most frequent first, then by name.
        List<Map.Entry<String, Long>> entries = new ArrayList<>(errors.entrySet());
        entries.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        StringBuilder text = new StringBuilder("\n\n| error | items |\n|---|---:|");
        for (Map.Entry<String, Long> entry : entries) {
            text.append("\n| ")
                    .append(entry.getKey())
                    .append(" | ")
                    .append(grouped(entry.getValue()))
                    .append(" |");
        }
        return text.toString();
    }

    /** {@return the number with a comma between thousands; no locale is asked, so a replay renders the same} */
    private static String grouped(long number) {
        StringBuilder digits = new StringBuilder(Long.toString(number));
        for (int at = digits.length() - 3; at > 0; at -= 3) {
            digits.insert(at, ',');
        }
        return digits.toString();
    }
}
