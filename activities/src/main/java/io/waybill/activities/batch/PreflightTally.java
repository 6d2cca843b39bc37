package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines of a preflight while they pass by: ids that were there before, and what each model has to do. */
final class PreflightTally {

    private final SeenIds ids = new SeenIds();
    private final Map<String, Share> shares = new LinkedHashMap<>();
    private long outputNanos;

    /** {@return the next lines, in order; those whose {@code custom_id} was there before have that problem} */
    List<CheckedLine> take(List<CheckedLine> lines) {
        List<CheckedLine> taken = new ArrayList<>(lines.size());
        for (CheckedLine line : lines) {
            CheckedLine now = unique(line);
            taken.add(now);
            add(now, now.model());
        }
        return taken;
    }

    /** Takes note of lines again, when it is known which of them run. */
    void answered(List<CheckedLine> lines) {
        for (CheckedLine line : lines) {
            PricedModel model = line.model();
            if (line.runs() && model != null) {
                outputNanos = Math.addExact(outputNanos, line.priceNanos() - model.priceNanos(line.tokens()));
            }
        }
    }

    /** {@return what those that run may cost at most for what they make} */
    long outputNanos() {
        return outputNanos;
    }

    List<Share> shares() {
        return List.copyOf(shares.values());
    }

    /** {@return the price of all of them} */
    long priceNanos() {
        return shares.values().stream().mapToLong(Share::priceNanos).reduce(0, Math::addExact);
    }

    private CheckedLine unique(CheckedLine line) {
        String customId = line.customId();
        if (customId == null) {
            return line;
        }
        int first = ids.first(customId, line.index());
        return first == line.index() || line.problem() != null ? line : line.asDuplicateOf(first);
    }

    private void add(CheckedLine line, @Nullable PricedModel model) {
        if (model != null) {
            shares.merge(model.manifest().id(), new Share(model, 1, line.tokens(), line.priceNanos()), Share::plus);
        }
    }

    /** What a model has to do. */
    record Share(PricedModel model, long items, long tokens, long priceNanos) {

        Share {
            requireNonNull(model, "model");
        }

        Share plus(Share other) {
            return new Share(
                    model,
                    items + other.items(),
                    tokens + other.tokens(),
                    Math.addExact(priceNanos, other.priceNanos()));
        }

        Preflight.ModelShare toModelShare() {
            return new Preflight.ModelShare(model.manifest().id(), items, tokens, priceNanos);
        }
    }
}
