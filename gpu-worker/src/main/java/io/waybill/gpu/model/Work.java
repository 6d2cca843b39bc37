package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

import io.waybill.models.token.TokenIds;
import io.waybill.workflows.batch.Lane;
import java.util.concurrent.CompletableFuture;

/** One text on its way through the queue of its model. Cancel {@link #answer()} to take it back. */
public final class Work {

    private final String text;
    private final TokenIds tokens;
    private final Lane lane;
    private final Origin origin;
    private final CompletableFuture<Embedding> answer = new CompletableFuture<>();

    /** Whether a batch has it; guarded by the queue's lock. */
    private boolean taken;

    /** Describes the work; {@link ServedModel#submit} queues it. */
    public Work(String text, TokenIds tokens, Lane lane, Origin origin) {
        this.text = requireNonNull(text, "text");
        this.tokens = requireNonNull(tokens, "tokens");
        this.lane = requireNonNull(lane, "lane");
        this.origin = requireNonNull(origin, "origin");
    }

    /** {@return completes with the answer, or with {@link EngineFailed}} */
    public CompletableFuture<Embedding> answer() {
        return answer;
    }

    /** {@return the same work, to be queued anew} */
    public Work again() {
        return new Work(text, tokens, lane, origin);
    }

    String text() {
        return text;
    }

    TokenIds tokens() {
        return tokens;
    }

    Lane lane() {
        return lane;
    }

    Origin origin() {
        return origin;
    }

    /** {@return whether nobody has it yet and somebody still wants it} */
    boolean takeable() {
        return !taken && !answer.isDone();
    }

    void take() {
        taken = true;
    }
}
