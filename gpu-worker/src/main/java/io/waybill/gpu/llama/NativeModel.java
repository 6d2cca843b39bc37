package io.waybill.gpu.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A loaded model with one context, whose memory of keys and values all sequences share. Lives as long as its process;
 * one thread calls it.
 */
@SuppressWarnings("restricted") // native memory is what this class is about; the child is started with leave for it
final class NativeModel {

    /** So large that a prompt is read in few steps, so small that a cancellation waits less than a second. */
    static final int BATCH_TOKENS_MAX = 512;

    /** Room for a step's new tokens where all contexts are full, and for what does not fit in between. */
    private static final int SPARE_TOKENS = 512;

    /** Holes of a tenth are closed by the library itself. */
    private static final float DEFRAGMENT_FROM = 0.1f;

    private static final int DEFRAGMENT_PASSES_MAX = 16;

    private final LlamaLibrary library;
    private final Arena arena = Arena.global();
    private final MemorySegment context;
    private final MemorySegment vocabulary;
    private final int tokens;
    private final MethodHandle tokenize;
    private final MethodHandle piece;
    private final MethodHandle endOfGeneration;
    private final MethodHandle decode;
    private final MethodHandle logits;
    private final MethodHandle remove;
    private final MethodHandle defragment;
    private final MethodHandle update;
    private MemorySegment buffer = arena.allocate(256);

    private NativeModel(LlamaLibrary library, MemorySegment model, MemorySegment context) {
        this.library = library;
        this.context = context;
        this.vocabulary = (MemorySegment) call(
                "llama_model_get_vocab",
                library.function("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS)),
                model);
        this.tokens = (int) call(
                "llama_vocab_n_tokens",
                library.function("llama_vocab_n_tokens", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
                vocabulary);
        this.tokenize = library.function(
                "llama_tokenize",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
        this.piece = library.function(
                "llama_token_to_piece",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));
        this.endOfGeneration =
                library.function("llama_vocab_is_eog", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
        this.decode = library.function("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, LlamaLibrary.BATCH));
        this.logits = library.function("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        this.remove = library.function(
                "llama_kv_self_seq_rm", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        this.defragment = library.function("llama_kv_self_defrag", FunctionDescriptor.ofVoid(ADDRESS));
        this.update = library.function("llama_kv_self_update", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /**
     * Loads a model.
     *
     * @param contextTokens of each sequence
     * @param sequences at a time
     * @throws LlamaFailed where the file cannot be loaded
     */
    static NativeModel load(LlamaLibrary library, Path file, int contextTokens, int sequences, int threads) {
        Arena arena = Arena.global();
        call("llama_backend_init", library.function("llama_backend_init", FunctionDescriptor.ofVoid()));
        MemorySegment modelParams = library.struct("llama_model_default_params", LlamaLibrary.MODEL_PARAMS, arena);
        MemorySegment model = (MemorySegment) call(
                "llama_model_load_from_file",
                library.function(
                        "llama_model_load_from_file",
                        FunctionDescriptor.of(ADDRESS, ADDRESS, LlamaLibrary.MODEL_PARAMS)),
                arena.allocateFrom(file.toString()),
                modelParams);
        if (model.equals(MemorySegment.NULL)) {
            throw new LlamaFailed("llama.cpp cannot load " + file.getFileName(), null);
        }
        MemorySegment params = library.struct("llama_context_default_params", LlamaLibrary.CONTEXT_PARAMS, arena);
        LlamaLibrary.set(params, LlamaLibrary.CONTEXT_PARAMS, "n_ctx", contextTokens * sequences + SPARE_TOKENS);
        LlamaLibrary.set(params, LlamaLibrary.CONTEXT_PARAMS, "n_batch", BATCH_TOKENS_MAX);
        LlamaLibrary.set(params, LlamaLibrary.CONTEXT_PARAMS, "n_ubatch", BATCH_TOKENS_MAX);
        LlamaLibrary.set(params, LlamaLibrary.CONTEXT_PARAMS, "n_seq_max", sequences);
        LlamaLibrary.set(params, LlamaLibrary.CONTEXT_PARAMS, "n_threads", threads);
        LlamaLibrary.set(params, LlamaLibrary.CONTEXT_PARAMS, "n_threads_batch", threads);
        LlamaLibrary.set(params, LlamaLibrary.CONTEXT_PARAMS, "defrag_thold", DEFRAGMENT_FROM);
        MemorySegment context = (MemorySegment) call(
                "llama_init_from_model",
                library.function(
                        "llama_init_from_model", FunctionDescriptor.of(ADDRESS, ADDRESS, LlamaLibrary.CONTEXT_PARAMS)),
                model,
                params);
        if (context.equals(MemorySegment.NULL)) {
            throw new LlamaFailed("llama.cpp has no memory for " + sequences + " slots of " + contextTokens, null);
        }
        return new NativeModel(library, model, context);
    }

    LlamaLibrary library() {
        return library;
    }

    MemorySegment context() {
        return context;
    }

    MemorySegment vocabulary() {
        return vocabulary;
    }

    /** {@return size of the vocabulary} */
    int tokens() {
        return tokens;
    }

    /** {@return the tokens of a text; special tokens written out in it are taken as such} */
    int[] tokenize(String text) {
        try (Arena own = Arena.ofConfined()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment utf8 = own.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, utf8, JAVA_BYTE, 0, bytes.length);
            // No token has less than a byte.
            int room = bytes.length + 1;
            MemorySegment ids = own.allocate(JAVA_INT, room);
            int count = (int) tokenize.invoke(vocabulary, utf8, bytes.length, ids, room, false, true);
            if (count < 0) {
                throw new LlamaFailed("llama.cpp makes " + -count + " tokens of " + bytes.length + " bytes", null);
            }
            return ids.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT);
        } catch (Throwable e) {
            throw LlamaLibrary.failed("llama_tokenize", e);
        }
    }

    /** {@return the bytes of a token's text; none for a control token} */
    byte[] piece(int token) {
        return piece(token, false);
    }

    /** {@return the bytes of a token's text, that of a control token too} */
    byte[] controlPiece(int token) {
        return piece(token, true);
    }

    private byte[] piece(int token, boolean control) {
        try {
            int length = (int) piece.invoke(vocabulary, token, buffer, (int) buffer.byteSize(), 0, control);
            if (length < 0) {
                buffer = arena.allocate(-length);
                length = (int) piece.invoke(vocabulary, token, buffer, -length, 0, control);
            }
            return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw LlamaLibrary.failed("llama_token_to_piece", e);
        }
    }

    /** {@return whether a token ends an answer} */
    boolean endsGeneration(int token) {
        try {
            return (boolean) endOfGeneration.invoke(vocabulary, token);
        } catch (Throwable e) {
            throw LlamaLibrary.failed("llama_vocab_is_eog", e);
        }
    }

    /** {@return 0 where all went well, 1 where there is no room for so many tokens together, else another number} */
    int decode(MemorySegment batch) {
        try {
            return (int) decode.invoke(context, batch);
        } catch (Throwable e) {
            throw LlamaLibrary.failed("llama_decode", e);
        }
    }

    /** {@return float32[vocabulary] of a place of the last batch that asked for them; valid until the next step} */
    MemorySegment logits(int place) {
        try {
            MemorySegment found = (MemorySegment) logits.invoke(context, place);
            if (found.equals(MemorySegment.NULL)) {
                throw new LlamaFailed("llama.cpp has no logits of place " + place, null);
            }
            return found.reinterpret((long) tokens * JAVA_FLOAT.byteSize());
        } catch (Throwable e) {
            throw LlamaLibrary.failed("llama_get_logits_ith", e);
        }
    }

    /** Forgets a sequence from a position on. */
    void forget(int sequence, int from) {
        try {
            boolean _ = (boolean) remove.invoke(context, sequence, from, -1);
        } catch (Throwable e) {
            throw LlamaLibrary.failed("llama_kv_self_seq_rm", e);
        }
    }

    /** Closes the holes between sequences. */
    void closeHoles() {
        try {
            for (int i = 0; i < DEFRAGMENT_PASSES_MAX; i++) {
                defragment.invoke(context);
                update.invoke(context);
            }
        } catch (Throwable e) {
            throw LlamaLibrary.failed("llama_kv_self_defrag", e);
        }
    }

    static Object call(String name, MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(Arrays.asList(arguments));
        } catch (Throwable e) {
            throw LlamaLibrary.failed(name, e);
        }
    }
}
