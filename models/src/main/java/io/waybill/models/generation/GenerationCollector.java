package io.waybill.models.generation;

import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a whole answer of events. Not thread-safe. */
public final class GenerationCollector {

    private final List<Open> choices = new ArrayList<>();
    private @Nullable Done done; // null before the end
    private @Nullable Failed failed; // null where it did not fail

    /** Collects an answer of {@code count} choices. */
    public GenerationCollector(int count) {
        for (int i = 0; i < count; i++) {
            choices.add(new Open());
        }
    }

    /** Takes the next event. */
    public void accept(GenerationEvent event) {
        switch (event) {
            case Piece piece -> choices.get(piece.choice()).add(piece);
            case ToolPiece piece -> choices.get(piece.choice()).add(piece);
            case ChoiceEnd end -> choices.get(end.choice()).finishReason = end.finishReason();
            case Done end -> done = end;
            case Failed end -> failed = end;
        }
    }

    /** {@return why the engine could not go on; empty where it could} */
    public Optional<Failed> failure() {
        return Optional.ofNullable(failed);
    }

    /**
     * {@return the answer}
     *
     * @throws IllegalStateException where it has not ended
     */
    public Generated generated() {
        Done end = done;
        if (end == null) {
            throw new IllegalStateException("the answer has not ended");
        }
        return new Generated(
                choices.stream().map(Open::choice).toList(), end.promptTokens(), end.completionTokens(), end.micros());
    }

    /** A choice that grows. */
    private static final class Open {

        private final StringBuilder text = new StringBuilder();
        private final List<TokenLogprob> logprobs = new ArrayList<>();
        private final TreeMap<Integer, OpenCall> calls = new TreeMap<>();
        private String finishReason = "stop";

        void add(Piece piece) {
            text.append(piece.text());
            logprobs.addAll(piece.logprobs());
        }

        void add(ToolPiece piece) {
            calls.computeIfAbsent(piece.index(), _ -> new OpenCall()).add(piece);
        }

        Generated.Choice choice() {
            return new Generated.Choice(
                    text.toString(), calls.values().stream().map(OpenCall::call).toList(), logprobs, finishReason);
        }
    }

    /** A call of a tool that grows. */
    private static final class OpenCall {

        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();

        void add(ToolPiece piece) {
            id = piece.id() == null ? id : piece.id();
            name = piece.name() == null ? name : piece.name();
            arguments.append(piece.arguments());
        }

        ToolCall call() {
            return new ToolCall(id, name, arguments.toString());
        }
    }
}
