package io.waybill.gpu.generation;

import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.Prompt;
import io.waybill.models.request.ItemError;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The built-in test model: answers with the words of the last message or of the text, a word a token, and does what the
 * text commands before it.
 *
 * <ul>
 *   <li>{@code !bad}: the call fails, finally
 *   <li>{@code !transient N}: it fails the first N times that this process is asked exactly this
 *   <li>{@code !kill}: the process ends at once with code 137
 *   <li>{@code !sleep MS}: the first word takes MS milliseconds, at most a minute
 *   <li>{@code !slow MS}: every word takes MS milliseconds, at most a minute
 *   <li>{@code !break N}: it fails after N words
 * </ul>
 */
public final class EchoGenerator implements Generator {

    /** So many calls at a time, as a small engine has. */
    private static final int SLOTS = 8;

    private static final int KILLED = 137;

    private static final long SLEEP_MILLIS_MAX = 60_000;

    /** How soon it is noticed that nobody wants the answer. */
    private static final long LOOK_MILLIS = 20;

    private static final int TRIES_REMEMBERED_MAX = 100_000;

    private static final long NANOS_PER_MICRO = 1_000;

    private final ConcurrentHashMap<String, Integer> tries = new ConcurrentHashMap<>();
    private final IntConsumer halt;

    /** Ends this process where a text commands so. */
    public EchoGenerator() {
        this(Runtime.getRuntime()::halt);
    }

    EchoGenerator(IntConsumer halt) {
        this.halt = halt;
    }

    @Override
    public int slots() {
        return SLOTS;
    }

    @Override
    public void generate(GenerationRequest request, GenerationSink sink) throws InterruptedException {
        long begun = System.nanoTime();
        List<String> texts = texts(request.prompt());
        int made = 0;
        int choice = 0;
        for (String text : texts) {
            for (int i = 0; i < request.n(); i++) {
                int words = answer(text, choice, request, sink);
                if (words < 0) {
                    return;
                }
                made += words;
                choice++;
            }
        }
        int asked = texts(request.prompt(), true).stream()
                .mapToInt(text -> words(text).length)
                .sum();
        sink.accept(new GenerationEvent.Done(asked, made, (System.nanoTime() - begun) / NANOS_PER_MICRO));
    }

    /** {@return words that were made; negative where it failed} */
    private int answer(String text, int choice, GenerationRequest request, GenerationSink sink)
            throws InterruptedException {
        Integer most = request.maxTokens();
        var command = Command.of(words(text));
        if (!obey(command, text, sink)) {
            return -1;
        }
        int made = 0;
        String[] words = words(text);
        String reason = "stop";
        for (int i = command.words(); i < words.length; i++) {
            if (most != null && made == most) {
                reason = "length";
                break;
            }
            if (!pause(command.slowMillis(), sink)) {
                reason = "cancelled";
                break;
            }
            if (made == command.breakAfter()) {
                sink.accept(new GenerationEvent.Failed(
                        ItemError.engine_error.name(), "the text commands to fail here", null, false));
                return -1;
            }
            sink.accept(new GenerationEvent.Piece(choice, made == 0 ? words[i] : " " + words[i], List.of()));
            made++;
        }
        sink.accept(new GenerationEvent.ChoiceEnd(choice, reason));
        return made;
    }

    private boolean obey(Command command, String text, GenerationSink sink) throws InterruptedException {
        switch (command.name()) {
            case "!bad" -> {
                fail(sink, "the text commands to fail", false);
                return false;
            }
            case "!transient" -> {
                if (tries.size() >= TRIES_REMEMBERED_MAX) {
                    tries.clear();
                }
                int attempt = tries.merge(text, 1, Integer::sum);
                if (attempt <= command.number()) {
                    fail(sink, "the text commands to fail " + command.number() + " times, this is " + attempt, true);
                    return false;
                }
            }
            case "!kill" -> halt.accept(KILLED);
            case "!sleep" -> pause(command.number(), sink);
            default -> {
                // Nothing is commanded, or later.
            }
        }
        return true;
    }

    private static void fail(GenerationSink sink, String message, boolean worthAnotherTry) {
        sink.accept(new GenerationEvent.Failed(ItemError.engine_error.name(), message, null, worthAnotherTry));
    }

    /** {@return false where nobody wants the answer any more} */
    private static boolean pause(long millis, GenerationSink sink) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.clamp(millis, 0, SLEEP_MILLIS_MAX));
        long left = end - System.nanoTime();
        while (left > 0 && sink.wanted()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
            left = end - System.nanoTime();
        }
        return sink.wanted();
    }

    private static List<String> texts(Prompt prompt) {
        return texts(prompt, false);
    }

    private static List<String> texts(Prompt prompt, boolean all) {
        return switch (prompt) {
            case Prompt.Text text -> text.texts();
            case Prompt.Chat chat
            when all -> chat.messages().stream().map(Message::content).toList();
            case Prompt.Chat chat -> List.of(chat.messages().getLast().content());
        };
    }

    private static String[] words(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
    }

    @Override
    public void close() {
        tries.clear();
    }

    /** What a text commands. */
    private record Command(String name, long number) {

        private static final Command NONE = new Command("", 0);

        static Command of(String[] words) {
            if (words.length == 0 || !words[0].startsWith("!")) {
                return NONE;
            }
            return switch (words[0]) {
                case "!bad", "!kill" -> new Command(words[0], 0);
                case "!transient", "!sleep", "!slow", "!break" -> numbered(words);
                default -> NONE;
            };
        }

        private static Command numbered(String[] words) {
            try {
                return words.length > 1 ? new Command(words[0], Long.parseLong(words[1])) : NONE;
            } catch (NumberFormatException _) {
                return NONE;
            }
        }

        /** {@return how many words it takes of the text} */
        int words() {
            return switch (name) {
                case "" -> 0;
                case "!bad", "!kill" -> 1;
                default -> 2;
            };
        }

        long slowMillis() {
            return name.equals("!slow") ? number : 0;
        }

        long breakAfter() {
            return name.equals("!break") ? number : -1;
        }
    }
}
