package io.waybill.models.generation;

/** Who takes what an engine generates. Called from one thread at a time. */
public interface GenerationSink {

    /** Takes the next event. */
    void accept(GenerationEvent event);

    /**
     * {@return whether somebody still wants more} Asked before every token; where it says no, the engine ends each open
     * choice with {@code cancelled} and tells what it used by {@link GenerationEvent.Done}.
     */
    boolean wanted();
}
