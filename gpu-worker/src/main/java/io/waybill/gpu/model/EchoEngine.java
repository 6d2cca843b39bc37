package io.waybill.gpu.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The built-in test model: answers at once with numbers made from the text, and does what a text commands.
 *
 * <ul>
 *   <li>{@code !bad}: the item fails, finally
 *   <li>{@code !transient N}: it fails the first N times that this process tries this item of this batch
 *   <li>{@code !kill N}: the process ends at once with code 137 while the activity's attempt is at most N; without N
 *       always
 *   <li>{@code !sleep MS}: it takes MS milliseconds, at most a minute
 * </ul>
 */
final class EchoEngine implements Engine {

    /** Length of its vectors, as its manifest says. */
    static final int DIMENSIONS = 8;

    private static final int KILLED = 137;

    private static final long SLEEP_MILLIS_MAX = 60_000;

    /** Tests do not run more items that fail transiently; beyond it all tries are the first. */
    private static final int TRIES_REMEMBERED_MAX = 100_000;

    private final ConcurrentHashMap<String, Integer> tries = new ConcurrentHashMap<>();
    private final IntConsumer halt;

    EchoEngine() {
        this(Runtime.getRuntime()::halt);
    }

    EchoEngine(IntConsumer halt) {
        this.halt = halt;
    }

    @Override
    public BatchLimits limits() {
        // Lengths do not matter to it.
        return new BatchLimits(32, Integer.MAX_VALUE, 1 << 20);
    }

    @Override
    public void run(List<Work> batch) {
        for (Work work : batch) {
            long begun = System.nanoTime();
            try {
                obey(work);
                float[] vector = vector(work.text());
                work.answer().complete(new Embedding(vector, work.tokens().count(), System.nanoTime() - begun));
            } catch (EngineFailed e) {
                work.answer().completeExceptionally(e);
            }
        }
    }

    private void obey(Work work) {
        if (!work.text().startsWith("!")) {
            return;
        }
        String[] words = work.text().strip().split("\\s+", 3);
        switch (words[0]) {
            case "!bad" -> throw new EngineFailed("the text commands to fail", false, null);
            case "!transient" -> failFirst(work.origin(), number(words, 1));
            case "!kill" -> {
                if (work.origin().attempt() <= number(words, Integer.MAX_VALUE)) {
                    halt.accept(KILLED);
                }
            }
            case "!sleep" -> sleep(number(words, 0));
            default -> {
                // A text that happens to begin with an exclamation mark.
            }
        }
    }

    private void failFirst(Origin origin, long times) {
        String key = origin.owner() + "#" + origin.index() + "#" + times;
        if (tries.size() >= TRIES_REMEMBERED_MAX) {
            tries.clear();
        }
        int attempt = tries.merge(key, 1, Integer::sum);
        if (attempt <= times) {
            throw new EngineFailed("the text commands to fail " + times + " times, this is " + attempt, true, null);
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.clamp(millis, 0, SLEEP_MILLIS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailed("interrupted", true, e);
        }
    }

    private static long number(String[] words, long otherwise) {
        try {
            return words.length > 1 ? Long.parseLong(words[1]) : otherwise;
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    /** {@return float32[8] of length 1, a function of the text: FNV-1a, 64 bit, stretched by xorshift64*} */
    static float[] vector(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
        }
        float[] vector = new float[DIMENSIONS];
        long state = hash == 0 ? 1 : hash;
        for (int i = 0; i < DIMENSIONS; i++) {
            state ^= state >>> 12;
            state ^= state << 25;
            state ^= state >>> 27;
            vector[i] = ((state * 0x2545F4914F6CDD1DL) >> 40) / (float) (1 << 23);
        }
        Pooling.normalize(vector);
        return vector;
    }

    @Override
    public void close() {
        tries.clear();
    }
}
