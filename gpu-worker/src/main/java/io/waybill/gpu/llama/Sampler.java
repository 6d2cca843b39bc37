package io.waybill.gpu.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * Chooses the tokens of one answer: bias, penalties, the likely ones, temperature, chance; within a grammar where there
 * is one. A grammar is asked about the chosen token first and about all tokens only where it refuses that, as llama.cpp
 * does (common/sampling.cpp).
 */
@SuppressWarnings("restricted") // native memory is what this class is about; the child is started with leave for it
final class Sampler implements AutoCloseable {

    /** As llama.cpp's own programs have it: the tail of a small model's distribution is noise. */
    private static final int LIKELY_TOKENS = 40;

    private static final float LIKELY_SHARE = 0.05f;

    /** Repetition is looked for in so many tokens back. */
    private static final int REPEAT_TOKENS = 64;

    /** Presence and frequency count in the whole answer. */
    private static final int ANSWER_TOKENS = 1 << 16;

    /** {@code llama_token_data}: id, logit, p. */
    private static final int CANDIDATE_BYTES = 12;

    private final NativeModel model;
    private final Functions functions;
    private final MemorySegment chain;
    private final MemorySegment grammar; // NULL for none

    /**
     * Makes the chain.
     *
     * @throws LlamaFailed where the grammar is none
     */
    Sampler(NativeModel model, Functions functions, ChildRun run) {
        this.model = model;
        this.functions = functions;
        this.chain = functions.chain();
        this.grammar = run.grammar() == null ? MemorySegment.NULL : functions.grammar(model, run.grammar());
        if (!run.logitBias().isEmpty()) {
            functions.add(chain, functions.bias(model.tokens(), run.logitBias()));
        }
        if (run.repeatPenalty() != 1) {
            functions.add(chain, functions.penalties(REPEAT_TOKENS, run.repeatPenalty(), 0, 0));
        }
        if (run.presencePenalty() != 0 || run.frequencyPenalty() != 0) {
            functions.add(chain, functions.penalties(ANSWER_TOKENS, 1, run.frequencyPenalty(), run.presencePenalty()));
        }
        if (run.temperature() == 0) {
            functions.add(chain, functions.greedy());
            return;
        }
        functions.add(chain, functions.topK(LIKELY_TOKENS));
        functions.add(chain, functions.topP(run.topP()));
        functions.add(chain, functions.minP(LIKELY_SHARE));
        functions.add(chain, functions.temperature(run.temperature()));
        functions.add(chain, functions.chance((int) run.seed()));
    }

    /** {@return the token for a place of the last step; it counts as said} */
    int sample(int place) {
        if (grammar.equals(MemorySegment.NULL)) {
            return functions.sample(chain, model.context(), place);
        }
        MemorySegment logits = model.logits(place);
        functions.fill(logits, model.tokens());
        functions.apply(chain);
        int token = functions.chosen();
        functions.fill(token);
        functions.apply(grammar);
        if (!functions.allowed()) {
            functions.fill(logits, model.tokens());
            functions.apply(grammar);
            functions.apply(chain);
            token = functions.chosen();
        }
        functions.accept(grammar, token);
        functions.accept(chain, token);
        return token;
    }

    @Override
    public void close() {
        functions.free(chain);
        if (!grammar.equals(MemorySegment.NULL)) {
            functions.free(grammar);
        }
    }

    /** The library's functions, and the list of candidates that they change. One object a process. */
    static final class Functions {

        private final LlamaLibrary library;
        private final MethodHandle sample;
        private final MethodHandle apply;
        private final MethodHandle accept;
        private final MemorySegment data;
        private final MemorySegment list = Arena.global().allocate(32, 8);

        Functions(NativeModel model) {
            this.library = model.library();
            this.sample = library.function(
                    "llama_sampler_sample", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
            this.apply = library.function("llama_sampler_apply", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
            this.accept = library.function("llama_sampler_accept", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
            this.data = Arena.global().allocate((long) model.tokens() * CANDIDATE_BYTES, 8);
        }

        MemorySegment chain() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment params = arena.allocate(LlamaLibrary.CHAIN_PARAMS);
                params.set(JAVA_BOOLEAN, 0, true);
                return (MemorySegment) NativeModel.call(
                        "llama_sampler_chain_init",
                        library.function(
                                "llama_sampler_chain_init", FunctionDescriptor.of(ADDRESS, LlamaLibrary.CHAIN_PARAMS)),
                        params);
            }
        }

        void add(MemorySegment chain, MemorySegment sampler) {
            NativeModel.call(
                    "llama_sampler_chain_add",
                    library.function("llama_sampler_chain_add", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS)),
                    chain,
                    sampler);
        }

        MemorySegment greedy() {
            return make("llama_sampler_init_greedy", FunctionDescriptor.of(ADDRESS));
        }

        MemorySegment topK(int tokens) {
            return make("llama_sampler_init_top_k", FunctionDescriptor.of(ADDRESS, JAVA_INT), tokens);
        }

        MemorySegment topP(double share) {
            return make(
                    "llama_sampler_init_top_p",
                    FunctionDescriptor.of(ADDRESS, JAVA_FLOAT, JAVA_LONG),
                    (float) share,
                    1L);
        }

        MemorySegment minP(double share) {
            return make(
                    "llama_sampler_init_min_p",
                    FunctionDescriptor.of(ADDRESS, JAVA_FLOAT, JAVA_LONG),
                    (float) share,
                    1L);
        }

        MemorySegment temperature(double temperature) {
            return make("llama_sampler_init_temp", FunctionDescriptor.of(ADDRESS, JAVA_FLOAT), (float) temperature);
        }

        MemorySegment chance(int seed) {
            return make("llama_sampler_init_dist", FunctionDescriptor.of(ADDRESS, JAVA_INT), seed);
        }

        MemorySegment penalties(int tokens, double repeat, double frequency, double presence) {
            return make(
                    "llama_sampler_init_penalties",
                    FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_FLOAT, JAVA_FLOAT, JAVA_FLOAT),
                    tokens,
                    (float) repeat,
                    (float) frequency,
                    (float) presence);
        }

        MemorySegment bias(int tokens, Map<Integer, Double> bias) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment pairs = arena.allocate(8L * bias.size(), 4);
                int i = 0;
                for (Map.Entry<Integer, Double> entry : bias.entrySet()) {
                    // Ids outside the vocabulary are nobody's.
                    pairs.setAtIndex(JAVA_INT, 2L * i, entry.getKey());
                    pairs.setAtIndex(JAVA_FLOAT, 2L * i + 1, entry.getValue().floatValue());
                    i++;
                }
                return make(
                        "llama_sampler_init_logit_bias",
                        FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
                        tokens,
                        i,
                        pairs);
            }
        }

        MemorySegment grammar(NativeModel model, String gbnf) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment found = make(
                        "llama_sampler_init_grammar",
                        FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS),
                        model.vocabulary(),
                        arena.allocateFrom(gbnf),
                        arena.allocateFrom("root"));
                if (found.equals(MemorySegment.NULL)) {
                    throw new LlamaFailed("llama.cpp refuses the grammar of the answer's format", null);
                }
                return found;
            }
        }

        void free(MemorySegment sampler) {
            NativeModel.call(
                    "llama_sampler_free",
                    library.function("llama_sampler_free", FunctionDescriptor.ofVoid(ADDRESS)),
                    sampler);
        }

        int sample(MemorySegment chain, MemorySegment context, int place) {
            try {
                return (int) sample.invoke(chain, context, place);
            } catch (Throwable e) {
                throw LlamaLibrary.failed("llama_sampler_sample", e);
            }
        }

        void apply(MemorySegment sampler) {
            try {
                apply.invoke(sampler, list);
            } catch (Throwable e) {
                throw LlamaLibrary.failed("llama_sampler_apply", e);
            }
        }

        void accept(MemorySegment sampler, int token) {
            try {
                accept.invoke(sampler, token);
            } catch (Throwable e) {
                throw LlamaLibrary.failed("llama_sampler_accept", e);
            }
        }

        /** Makes candidates of all tokens. */
        void fill(MemorySegment logits, int tokens) {
            for (int i = 0; i < tokens; i++) {
                long at = (long) i * CANDIDATE_BYTES;
                data.set(JAVA_INT, at, i);
                data.set(JAVA_FLOAT, at + 4, logits.getAtIndex(JAVA_FLOAT, i));
                data.set(JAVA_FLOAT, at + 8, 0);
            }
            fillList(tokens);
        }

        /** Makes a candidate of one token. */
        void fill(int token) {
            data.set(JAVA_INT, 0, token);
            data.set(JAVA_FLOAT, 4, 1);
            data.set(JAVA_FLOAT, 8, 0);
            fillList(1);
        }

        boolean allowed() {
            return data.get(JAVA_FLOAT, 4) != Float.NEGATIVE_INFINITY;
        }

        int chosen() {
            long chosen = list.get(JAVA_LONG, 16);
            if (chosen < 0) {
                throw new LlamaFailed("llama.cpp chose no token", null);
            }
            // The samplers may have moved the candidates.
            return list.get(ADDRESS, 0)
                    .reinterpret((chosen + 1) * CANDIDATE_BYTES)
                    .get(JAVA_INT, chosen * CANDIDATE_BYTES);
        }

        private void fillList(int size) {
            list.set(ADDRESS, 0, data);
            list.set(JAVA_LONG, 8, size);
            list.set(JAVA_LONG, 16, -1);
            list.set(JAVA_BOOLEAN, 24, false);
        }

        private MemorySegment make(String function, FunctionDescriptor type, Object... arguments) {
            return (MemorySegment) NativeModel.call(function, library.function(function, type), arguments);
        }
    }
}
