package io.waybill.gpu.llama;

/**
 * How a GGUF model runs.
 *
 * @param slots answers at a time, 1..64; each keeps its context in memory
 * @param threads of one step of the network, 1..256
 */
public record LlamaSettings(int slots, int threads) {

    /** Answers at a time at most. */
    public static final int SLOTS_MAX = 64;

    /** Threads at most. */
    public static final int THREADS_MAX = 256;

    /** Four together make twice the tokens a second of one alone; more gain little on a CPU and each takes memory. */
    public static final int SLOTS = 4;

    /** {@return settings for this machine} A step of a small network is faster on half of the hardware threads. */
    public static LlamaSettings defaults() {
        return new LlamaSettings(SLOTS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }
}
