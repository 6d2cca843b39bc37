package io.waybill.gpu.llama;

import org.jspecify.annotations.Nullable;

/** A sequence of the context: the tokens whose keys and values it holds, and the answer that goes on from them. */
final class Slot {

    private final int sequence;
    private final int[] held;
    private int heldCount;
    private int next;
    private @Nullable Answer answer; // null while it is free
    private long freedAt;

    Slot(int sequence, int contextTokens) {
        this.sequence = sequence;
        this.held = new int[contextTokens];
    }

    @Nullable
    Answer answer() {
        return answer;
    }

    /** {@return when it became free, in steps} */
    long freedAt() {
        return freedAt;
    }

    /** {@return how many tokens it holds already of those that begin {@code prompt}} */
    int common(int[] prompt) {
        int most = Math.min(heldCount, prompt.length);
        int same = 0;
        while (same < most && held[same] == prompt[same]) {
            same++;
        }
        return same;
    }

    /** Begins an answer; what is held of another text is forgotten. */
    void begin(Answer begun, NativeModel model) {
        // The last token is always read again: it tells what comes next.
        int keep = Math.min(common(begun.prompt()), begun.prompt().length - 1);
        model.forget(sequence, keep);
        heldCount = keep;
        next = -1;
        answer = begun;
    }

    /** Frees it; what it holds stays for a text that begins the same. */
    void free(long now) {
        Answer ended = answer;
        if (ended != null) {
            ended.close();
        }
        answer = null;
        freedAt = now;
    }

    /** Forgets all. */
    void clear(NativeModel model) {
        model.forget(sequence, 0);
        heldCount = 0;
    }

    /** {@return whether the prompt is read to its end} */
    boolean generates() {
        return next >= 0;
    }

    /** {@return place of its new token in the batch} */
    int addNext(TokenBatch batch) {
        held[heldCount] = next;
        return batch.add(next, heldCount++, sequence, true);
    }

    /** {@return place of the last token of the prompt in the batch; negative where that is not reached} */
    int addPrompt(TokenBatch batch, Answer reading, int tokensMax) {
        int[] prompt = reading.prompt();
        int end = Math.min(prompt.length, heldCount + tokensMax);
        int place = -1;
        while (heldCount < end) {
            held[heldCount] = prompt[heldCount];
            boolean last = heldCount == prompt.length - 1;
            int at = batch.add(prompt[heldCount], heldCount, sequence, last);
            place = last ? at : place;
            heldCount++;
        }
        return place;
    }

    void next(int token) {
        next = token;
    }
}
