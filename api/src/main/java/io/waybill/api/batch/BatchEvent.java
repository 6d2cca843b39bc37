package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.activities.batch.ResultLine;
import io.waybill.activities.ledger.Money;
import io.waybill.workflows.batch.ItemState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event of a batch says. The last one of a batch, named for how it ended, is the batch itself. */
sealed interface BatchEvent {

    /** {@return the event's name} */
    String name();

    /**
     * The batch is in another state.
     *
     * @param at Unix seconds
     */
    record State(
            @JsonProperty("batch_id") String batchId,
            @JsonProperty("state") String state,
            @JsonProperty("at") long at) implements BatchEvent {

        public State {
            requireNonNull(batchId, "batchId");
            requireNonNull(state, "state");
        }

        @Override
        public String name() {
            return "batch.state";
        }
    }

    /**
     * Items have ended.
     *
     * @param count of them
     * @param states how many in which
     * @param cost of all of them
     * @param items the first of them
     * @param after cursor of the results in the order of completion, after which they stand; null for the beginning
     * @param cursor of the last of them
     */
    record Items(
            @JsonProperty("batch_id") String batchId,
            @JsonProperty("count") int count,
            @JsonProperty("states") Map<ItemState, Integer> states,
            @JsonProperty("cost") String cost,
            @JsonProperty("items") List<Item> items,
            @JsonProperty("after") @Nullable String after,
            @JsonProperty("cursor") String cursor)
            implements BatchEvent {

        /** What one event names; all of them are behind its cursors. */
        static final int NAMED_MAX = 20;

        public Items {
            requireNonNull(batchId, "batchId");
            states = Map.copyOf(states);
            requireNonNull(cost, "cost");
            items = List.copyOf(items);
            requireNonNull(cursor, "cursor");
        }

        static Items of(String batchId, List<ResultLine> lines, @Nullable String after, String cursor) {
            var states = new EnumMap<ItemState, Integer>(ItemState.class);
            lines.forEach(line -> states.merge(line.state(), 1, Integer::sum));
            return new Items(
                    batchId,
                    lines.size(),
                    states,
                    Money.render(
                            lines.stream().mapToLong(ResultLine::chargedNanos).sum()),
                    lines.stream().limit(NAMED_MAX).map(Item::of).toList(),
                    after,
                    cursor);
        }

        @Override
        public String name() {
            return "batch.items";
        }
    }

    /** An item that has ended. */
    record Item(
            @JsonProperty("index") int index,
            @JsonProperty("custom_id") @Nullable String customId,
            @JsonProperty("state") String state,
            @JsonProperty("cost") String cost,
            @JsonProperty("error_code") @Nullable String errorCode) {

        public Item {
            requireNonNull(state, "state");
            requireNonNull(cost, "cost");
        }

        static Item of(ResultLine line) {
            return new Item(
                    line.index(),
                    line.customId(),
                    line.state().name(),
                    Money.render(line.chargedNanos()),
                    line.errorCode());
        }
    }

    /**
     * Counts and money as they stand.
     *
     * @param eta RFC 3339; null where it is not known
     */
    record Progress(
            @JsonProperty("batch_id") String batchId,
            @JsonProperty("total") long total,
            @JsonProperty("completed") long completed,
            @JsonProperty("failed") long failed,
            @JsonProperty("cancelled") long cancelled,
            @JsonProperty("expired") long expired,
            @JsonProperty("progress") double progress,
            @JsonProperty("eta") @Nullable String eta,
            @JsonProperty("cost") BatchView.Cost cost)
            implements BatchEvent {

        public Progress {
            requireNonNull(batchId, "batchId");
            requireNonNull(cost, "cost");
        }

        static Progress of(BatchView batch) {
            return new Progress(
                    batch.id(),
                    batch.totalTasks(),
                    batch.completedTasks(),
                    batch.failedTasks(),
                    batch.cancelledTasks(),
                    batch.expiredTasks(),
                    batch.progress(),
                    batch.eta(),
                    batch.cost());
        }

        @Override
        public String name() {
            return "batch.progress";
        }
    }
}
