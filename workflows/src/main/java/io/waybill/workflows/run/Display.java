package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.wire.SearchAttributes;

/** What an operator sees of a batch: its state and model as search attributes, and its current details. */
final class Display {

    private Lane lane;
    private final Nanos money;
    private BatchState state;
    private String model = "model not known yet";
    private String note = "";

    Display(Lane lane, BatchState state, Nanos money) {
        this.lane = requireNonNull(lane, "lane");
        this.state = requireNonNull(state, "state");
        this.money = requireNonNull(money, "money");
    }

    /** Names the model without an event: the next state brings it to the search attributes. */
    void model(String label) {
        model = requireNonNull(label, "label");
    }

    BatchState state() {
        return state;
    }

    /** Shows another lane, in the index too. */
    void lane(Lane next) {
        if (next != lane) {
            lane = next;
            Workflow.upsertTypedSearchAttributes(SearchAttributes.LANE.valueSet(next.name()));
        }
    }

    /** Sets a line that is shown when no items run. */
    void note(String line) {
        note = requireNonNull(line, "line");
    }

    /** A state that is over in a moment: shown in the details, and not worth an entry in the index. */
    void pass(BatchState next) {
        state = requireNonNull(next, "next");
    }

    void enter(BatchState next, boolean modelKnown) {
        state = next;
        if (modelKnown) {
            Workflow.upsertTypedSearchAttributes(
                    SearchAttributes.STATE.valueSet(next.name()), SearchAttributes.MODEL.valueSet(model));
        } else {
            Workflow.upsertTypedSearchAttributes(SearchAttributes.STATE.valueSet(next.name()));
        }
    }

    /**
     * Renders anew.
     *
     * @param activity what is going on while items run; empty for nothing
     */
    void show(BatchProgress progress, String activity) {
        boolean runs = state == BatchState.in_progress || state == BatchState.paused;
        String line = runs && !activity.isEmpty() ? (note.isEmpty() ? "" : note + "; ") + activity : note;
        Workflow.setCurrentDetails(Details.ofBatch(state, model, lane, progress, money, line));
    }
}
