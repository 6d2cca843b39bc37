package io.waybill.gpu.llama;

import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One answer that is being made. */
final class Answer implements AutoCloseable {

    private final long id;
    private final ChildRun run;
    private final int[] prompt;
    private final int tokensMax;
    private final Sampler sampler;
    private final AnswerText text;
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private int made;
    private int told;

    /**
     * Begins.
     *
     * @param tokensMax of the answer, no more than fits the context
     */
    Answer(long id, ChildRun run, int[] prompt, int tokensMax, Sampler sampler) {
        this.id = id;
        this.run = run;
        this.prompt = prompt;
        this.tokensMax = tokensMax;
        this.sampler = sampler;
        this.text = new AnswerText(run.stop());
    }

    long id() {
        return id;
    }

    int[] prompt() {
        return prompt;
    }

    /** {@return the event that tells of its end} */
    ChildEvent ended(String finishReason) {
        return ChildEvent.end(id, finishReason, prompt.length, made);
    }

    /**
     * Takes the next token for a place of the last step.
     *
     * @param events told of it
     * @return the token; negative where the answer has its end, which was told
     */
    int step(NativeModel model, int place, Events events) {
        int token = sampler.sample(place);
        made++;
        if (model.endsGeneration(token)) {
            return end(events, "stop");
        }
        Integer top = run.topLogprobs();
        if (top != null) {
            logprobs.add(Logprobs.of(model, place, token, top));
        }
        tell(events, text.add(bytes(model, token)));
        if (text.stopped()) {
            return end(events, "stop");
        }
        return made == tokensMax ? end(events, "length") : token;
    }

    private int end(Events events, String finishReason) {
        tell(events, text.stopped() ? "" : text.rest());
        if (!logprobs.isEmpty()) {
            events.tell(ChildEvent.piece(id, "", logprobs, untold()));
        }
        events.tell(ended(finishReason));
        return -1;
    }

    private void tell(Events events, String piece) {
        if (!piece.isEmpty()) {
            events.tell(ChildEvent.piece(id, piece, logprobs, untold()));
            logprobs.clear();
        }
    }

    private int untold() {
        int tokens = made - told;
        told = made;
        return tokens;
    }

    private byte[] bytes(NativeModel model, int token) {
        byte[] bytes = model.piece(token);
        String marker = run.marker();
        if (bytes.length > 0 || marker == null) {
            return bytes;
        }
        byte[] control = model.controlPiece(token);
        return new String(control, StandardCharsets.UTF_8).equals(marker) ? control : bytes;
    }

    @Override
    public void close() {
        sampler.close();
    }

    /** Who is told. */
    interface Events {

        void tell(ChildEvent event);
    }
}
