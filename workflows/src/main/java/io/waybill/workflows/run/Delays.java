package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Things to do after a while, each behind a durable timer that says in the Temporal UI what it waits for. */
final class Delays {

    private final Runnable woken;
    private final List<Delay> fresh = new ArrayList<>();
    private int repeats;

    /**
     * Begins with none.
     *
     * @param woken called when one is over
     */
    Delays(Runnable woken) {
        this.woken = requireNonNull(woken, "woken");
    }

    /** {@return how many wait to repeat runs} */
    int repeats() {
        return repeats;
    }

    /** Notes that {@code runs} wait to be repeated by {@code then}. */
    void repeat(Duration length, String summary, Runnable then) {
        repeats++;
        fresh.add(new Delay(length, summary, () -> {
            repeats--;
            then.run();
        }));
    }

    /** Notes that {@code then} is to ask for a model; nobody waits for it otherwise. */
    void ask(Duration length, String summary, Runnable then) {
        fresh.add(new Delay(length, summary, then));
    }

    /** Starts the timers of what was noted, in the scope of the caller. */
    void start() {
        for (Delay delay : fresh) {
            TimerOptions summary =
                    TimerOptions.newBuilder().setSummary(delay.summary()).build();
            Workflow.newTimer(delay.length(), summary).thenApply(_ -> {
                delay.then().run();
                woken.run();
                return null;
            });
        }
        fresh.clear();
    }

    private record Delay(Duration length, String summary, Runnable then) {}
}
