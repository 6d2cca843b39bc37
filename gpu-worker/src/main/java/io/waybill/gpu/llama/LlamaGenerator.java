package io.waybill.gpu.llama;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.generation.Generator;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.GgufPrompts;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.ToolFormat;
import io.waybill.models.generation.ToolReader;
import io.waybill.models.gguf.GgufMetadata;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestRejected;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF model by llama.cpp, in a child process: where that crashes, the answers it was making fail and are worth
 * another try, and another child is started for the next. Answers are made beside each other in the child's slots;
 * those to one request one after another. Thread-safe.
 */
public final class LlamaGenerator implements Generator {

    /** How soon it is noticed that nobody wants the answer, while a long prompt is read. */
    private static final long LOOK_MILLIS = 50;

    private static final long NANOS_PER_MICRO = 1_000;

    private final LlamaSettings settings;
    private final GgufPrompts prompts;
    private final LlamaChildren children;
    private final AtomicLong ids = new AtomicLong();

    private LlamaGenerator(LlamaSettings settings, GgufPrompts prompts, LlamaChildren children) {
        this.settings = settings;
        this.prompts = prompts;
        this.children = children;
    }

    /**
     * Starts the child and loads the model.
     *
     * @throws LlamaFailed where it cannot be loaded
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    public static LlamaGenerator open(InstalledModel model, LlamaSettings settings) {
        requireNonNull(settings, "settings");
        Path file = model.file("model");
        int contextTokens = model.manifest().limits().context();
        var generator = new LlamaGenerator(
                settings,
                new GgufPrompts(GgufMetadata.read(file)),
                new LlamaChildren(model.manifest().id(), () -> ChildProgram.of(file, contextTokens, settings)));
        try {
            generator.children.living(() -> true);
            return generator;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LlamaFailed(
                    "interrupted while loading model " + model.manifest().id(), e);
        }
    }

    /** {@return whether the child lives; where it does not, another is started beside} */
    @Override
    public boolean ready() {
        return children.ready();
    }

    @Override
    public int slots() {
        return settings.slots();
    }

    @Override
    public void generate(GenerationRequest request, GenerationSink sink) throws InterruptedException {
        long begun = System.nanoTime();
        List<String> texts;
        AnswerTerms terms;
        try {
            texts = prompts.texts(request);
            terms = AnswerTerms.of(request, tools(request));
        } catch (RequestRejected e) {
            sink.accept(new GenerationEvent.Failed(
                    e.problem().error().name(),
                    e.problem().message(),
                    e.problem().param(),
                    false));
            return;
        }
        int promptTokens = 0;
        int completionTokens = 0;
        int choice = 0;
        for (String text : texts) {
            for (int i = 0; i < request.n(); i++) {
                var told = new Told(sink, choice, toolReader(request, choice));
                ChildEvent end = answer(terms.run(text, choice), told);
                if (end == null) {
                    return;
                }
                promptTokens += i == 0 ? end.promptTokens() : 0;
                completionTokens += end.completionTokens();
                choice++;
            }
        }
        long micros = (System.nanoTime() - begun) / NANOS_PER_MICRO;
        sink.accept(new GenerationEvent.Done(promptTokens, completionTokens, micros));
    }

    // Null where it failed, which the sink was told.
    private @Nullable ChildEvent answer(ChildRun run, Told told) throws InterruptedException {
        GenerationSink sink = told.sink();
        LlamaProcess child;
        try {
            child = children.living(sink::wanted);
        } catch (LlamaFailed e) {
            fail(sink, String.valueOf(e.getMessage()), true);
            return null;
        }
        if (child == null) {
            told.end("cancelled");
            return ChildEvent.end(0, "cancelled", 0, 0);
        }
        long id = ids.incrementAndGet();
        BlockingQueue<ChildEvent> events = child.run(id, run);
        try {
            return follow(new Follower(child, id, sink::wanted), events, told);
        } finally {
            child.forget(id);
        }
    }

    private @Nullable ChildEvent follow(Follower follower, BlockingQueue<ChildEvent> events, Told told)
            throws InterruptedException {
        GenerationSink sink = told.sink();
        boolean ended = false;
        try {
            while (true) {
                follower.look();
                ChildEvent event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (event == null) {
                    follower.child.endIfSilent();
                    continue;
                }
                switch (event.kind()) {
                    case piece -> {
                        if (!follower.cancelled) {
                            told.piece(event);
                        }
                    }
                    case end -> {
                        ended = true;
                        children.wentWell();
                        String reason = requireNonNull(event.finishReason(), "finishReason");
                        // What came after the cancellation was not told.
                        told.end(follower.cancelled ? "cancelled" : reason);
                        return event;
                    }
                    case failed -> {
                        ended = true;
                        String code = requireNonNull(event.code(), "code");
                        sink.accept(new GenerationEvent.Failed(code, event.text(), null, event.worthAnotherTry()));
                        return null;
                    }
                    case died -> {
                        ended = true;
                        fail(sink, "the model's process ended while it answered", true);
                        return null;
                    }
                    case ready, alive -> {
                        // Not about an answer.
                    }
                }
            }
        } finally {
            if (!ended) {
                follower.cancel();
            }
        }
    }

    // Null where no tool may be called.
    private @Nullable ToolFormat tools(GenerationRequest request) {
        boolean asked = request.prompt() instanceof Prompt.Chat chat
                && !chat.tools().isEmpty()
                && !chat.toolChoice().equals("none");
        return asked ? prompts.tools().orElse(null) : null;
    }

    // Null where no tool may be called.
    private @Nullable ToolReader toolReader(GenerationRequest request, int choice) {
        ToolFormat format = tools(request);
        return format != null && request.prompt() instanceof Prompt.Chat chat
                ? new ToolReader(format, chat, choice, request.notes().parallelToolCalls())
                : null;
    }

    private static void fail(GenerationSink sink, String message, boolean worthAnotherTry) {
        sink.accept(new GenerationEvent.Failed(ItemError.engine_error.name(), message, null, worthAnotherTry));
    }

    /** {@return id of the child's process, for tests; negative where none runs} */
    long childPid() {
        LlamaProcess child = children.current();
        return child == null ? -1 : child.pid();
    }

    @Override
    public void close() {
        children.close();
    }

    /** Tells of one choice: with its calls of tools, where it may make any. */
    private record Told(
            GenerationSink sink, int choice, @Nullable ToolReader tools) {

        void piece(ChildEvent event) {
            var piece = new GenerationEvent.Piece(choice, event.text(), event.logprobs(), event.completionTokens());
            if (tools == null) {
                sink.accept(piece);
            } else {
                tools.piece(piece).forEach(sink::accept);
            }
        }

        void end(String reason) {
            var end = new GenerationEvent.ChoiceEnd(choice, reason);
            if (tools == null || reason.equals("cancelled")) {
                sink.accept(end);
            } else {
                tools.end(end).forEach(sink::accept);
            }
        }
    }

    /** Cancels an answer, once, when nobody wants it any more. */
    private static final class Follower {

        private final LlamaProcess child;
        private final long id;
        private final BooleanSupplier wanted;
        private boolean cancelled;

        Follower(LlamaProcess child, long id, BooleanSupplier wanted) {
            this.child = child;
            this.id = id;
            this.wanted = wanted;
        }

        void look() {
            if (!cancelled && !wanted.getAsBoolean()) {
                cancel();
            }
        }

        void cancel() {
            cancelled = true;
            child.cancel(id);
        }
    }
}
