package io.waybill.gpu.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * llama.cpp's C interface (include/llama.h of release b4916, which {@code de.kherud:llama} 4.2.0 carries for each
 * platform). One object a process; its functions are called by one thread.
 */
@SuppressWarnings("restricted") // native memory is what this class is about; the child is started with leave for it
final class LlamaLibrary {

    /** {@code struct llama_model_params}. */
    static final StructLayout MODEL_PARAMS = MemoryLayout.structLayout(
            ADDRESS.withName("devices"),
            JAVA_INT.withName("n_gpu_layers"),
            JAVA_INT.withName("split_mode"),
            JAVA_INT.withName("main_gpu"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("tensor_split"),
            ADDRESS.withName("progress_callback"),
            ADDRESS.withName("progress_callback_user_data"),
            ADDRESS.withName("kv_overrides"),
            JAVA_BOOLEAN.withName("vocab_only"),
            JAVA_BOOLEAN.withName("use_mmap"),
            JAVA_BOOLEAN.withName("use_mlock"),
            JAVA_BOOLEAN.withName("check_tensors"),
            MemoryLayout.paddingLayout(4));

    /** {@code struct llama_context_params}. */
    static final StructLayout CONTEXT_PARAMS = MemoryLayout.structLayout(
            JAVA_INT.withName("n_ctx"),
            JAVA_INT.withName("n_batch"),
            JAVA_INT.withName("n_ubatch"),
            JAVA_INT.withName("n_seq_max"),
            JAVA_INT.withName("n_threads"),
            JAVA_INT.withName("n_threads_batch"),
            JAVA_INT.withName("rope_scaling_type"),
            JAVA_INT.withName("pooling_type"),
            JAVA_INT.withName("attention_type"),
            JAVA_FLOAT.withName("rope_freq_base"),
            JAVA_FLOAT.withName("rope_freq_scale"),
            JAVA_FLOAT.withName("yarn_ext_factor"),
            JAVA_FLOAT.withName("yarn_attn_factor"),
            JAVA_FLOAT.withName("yarn_beta_fast"),
            JAVA_FLOAT.withName("yarn_beta_slow"),
            JAVA_INT.withName("yarn_orig_ctx"),
            JAVA_FLOAT.withName("defrag_thold"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("cb_eval"),
            ADDRESS.withName("cb_eval_user_data"),
            JAVA_INT.withName("type_k"),
            JAVA_INT.withName("type_v"),
            JAVA_BOOLEAN.withName("logits_all"),
            JAVA_BOOLEAN.withName("embeddings"),
            JAVA_BOOLEAN.withName("offload_kqv"),
            JAVA_BOOLEAN.withName("flash_attn"),
            JAVA_BOOLEAN.withName("no_perf"),
            MemoryLayout.paddingLayout(3),
            ADDRESS.withName("abort_callback"),
            ADDRESS.withName("abort_callback_data"));

    /** {@code struct llama_batch}. */
    static final StructLayout BATCH = MemoryLayout.structLayout(
            JAVA_INT.withName("n_tokens"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("token"),
            ADDRESS.withName("embd"),
            ADDRESS.withName("pos"),
            ADDRESS.withName("n_seq_id"),
            ADDRESS.withName("seq_id"),
            ADDRESS.withName("logits"));

    /** {@code struct llama_sampler_chain_params}. */
    static final StructLayout CHAIN_PARAMS = MemoryLayout.structLayout(JAVA_BOOLEAN.withName("no_perf"));

    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup symbols;
    private final Map<String, MethodHandle> functions = new HashMap<>();

    private LlamaLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /**
     * Loads the library of this platform out of the class path.
     *
     * @throws LlamaFailed where there is none for this platform, or another version
     */
    static LlamaLibrary load() {
        String name = System.mapLibraryName("jllama");
        String resource = "de/kherud/llama/" + platform() + "/" + name;
        try (InputStream in = LlamaLibrary.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new LlamaFailed("llama.cpp is not there for " + platform(), null);
            }
            Path folder = Files.createTempDirectory("waybill-llama-");
            Path file = folder.resolve(name);
            try {
                Files.copy(in, file);
                var library = new LlamaLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
                library.checkLayouts();
                return library;
            } finally {
                // Linux and macOS keep a file that is in use until it is not, so that nothing is left behind.
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new LlamaFailed("llama.cpp cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** {@return the function, without a check of what it is given} */
    MethodHandle function(String name, FunctionDescriptor type) {
        // Code is made for each new handle: some milliseconds.
        return functions.computeIfAbsent(name, _ -> link(name, type));
    }

    private MethodHandle link(String name, FunctionDescriptor type) {
        MemorySegment address =
                symbols.find(name).orElseThrow(() -> new LlamaFailed("llama.cpp has no function " + name, null));
        return LINKER.downcallHandle(address, type);
    }

    /** {@return the struct that a function without parameters answers} */
    MemorySegment struct(String function, StructLayout layout, Arena arena) {
        try {
            return (MemorySegment)
                    function(function, FunctionDescriptor.of(layout)).invoke((SegmentAllocator) arena);
        } catch (Throwable e) {
            throw failed(function, e);
        }
    }

    static LlamaFailed failed(String function, Throwable e) {
        return new LlamaFailed("llama.cpp's " + function + " failed: " + e, e);
    }

    /** Sets a member of a struct. */
    static void set(MemorySegment struct, StructLayout layout, String member, int value) {
        struct.set(JAVA_INT, offset(layout, member), value);
    }

    static void set(MemorySegment struct, StructLayout layout, String member, float value) {
        struct.set(JAVA_FLOAT, offset(layout, member), value);
    }

    static void set(MemorySegment struct, StructLayout layout, String member, MemorySegment value) {
        struct.set(ADDRESS, offset(layout, member), value);
    }

    private static long offset(StructLayout layout, String member) {
        return layout.byteOffset(MemoryLayout.PathElement.groupElement(member));
    }

    /** Defaults that stand at their places prove that the structs are laid out as here. */
    private void checkLayouts() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = struct("llama_context_default_params", CONTEXT_PARAMS, arena);
            boolean known = context.get(JAVA_INT, offset(CONTEXT_PARAMS, "n_ctx")) == 512
                    && context.get(JAVA_INT, offset(CONTEXT_PARAMS, "n_batch")) == 2048
                    && context.get(JAVA_FLOAT, offset(CONTEXT_PARAMS, "yarn_beta_fast")) == 32
                    && context.get(JAVA_INT, offset(CONTEXT_PARAMS, "type_v")) == 1
                    && context.get(JAVA_BOOLEAN, offset(CONTEXT_PARAMS, "offload_kqv"));
            MemorySegment model = struct("llama_model_default_params", MODEL_PARAMS, arena);
            known &= model.get(JAVA_BOOLEAN, offset(MODEL_PARAMS, "use_mmap"))
                    && !model.get(JAVA_BOOLEAN, offset(MODEL_PARAMS, "use_mlock"));
            if (!known) {
                throw new LlamaFailed("llama.cpp is of another version than this platform was made for", null);
            }
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (system.contains("mac") ? "Mac" : system.contains("linux") ? "Linux" : system) + "/"
                + switch (processor) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "arm64", "aarch64" -> "aarch64";
                    default -> processor;
                };
    }
}
