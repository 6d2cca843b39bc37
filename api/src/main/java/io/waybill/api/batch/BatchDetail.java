package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.batch.ItemStatus;
import io.waybill.activities.ledger.Money;
import io.waybill.workflows.batch.ItemState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch with its tasks.
 *
 * @param tasks the first {@link #TASKS_MAX} in input order; null where they were not asked for
 * @param tasksHasMore whether there are more; null where they were not asked for
 */
@Schema(name = "BatchDetail")
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchDetail(
        @JsonUnwrapped @JsonInclude(JsonInclude.Include.ALWAYS)
        BatchView batch,

        @JsonProperty("tasks") @Nullable List<Task> tasks,
        @JsonProperty("tasks_has_more") @Nullable Boolean tasksHasMore) {

    /** What one answer shows; whoever wants more reads the results. */
    static final int TASKS_MAX = 1_000;

    BatchDetail {
        requireNonNull(batch, "batch");
        tasks = tasks == null ? null : List.copyOf(tasks);
    }

    static BatchDetail of(BatchView batch, List<ItemStatus> items) {
        var shown = items.stream().limit(TASKS_MAX).map(Task::of).toList();
        return new BatchDetail(batch, shown, items.size() > TASKS_MAX);
    }

    /**
     * How a task stands.
     *
     * @param index from 0
     * @param status {@code pending, completed, failed, cancelled} or {@code expired}
     * @param errorCode null where it has no error
     */
    @Schema(name = "BatchTask")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Task(
            @JsonProperty("index") int index,
            @JsonProperty("custom_id") @Nullable String customId,
            @JsonProperty("status") String status,
            @JsonProperty("cost") String cost,
            @JsonProperty("error_code") @Nullable String errorCode) {

        Task {
            requireNonNull(status, "status");
            requireNonNull(cost, "cost");
        }

        static Task of(ItemStatus item) {
            return new Task(
                    item.index(),
                    item.customId(),
                    status(item.state()),
                    Money.render(item.chargedNanos()),
                    item.errorCode());
        }

        private static String status(ItemState state) {
            return switch (state) {
                case succeeded, reused -> "completed";
                case pending, failed, cancelled, expired -> state.name();
            };
        }
    }
}
