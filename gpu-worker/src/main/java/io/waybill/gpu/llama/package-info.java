/**
 * GGUF models by llama.cpp, each in a child process of its own: what starts and speaks with the child here, and what
 * runs in it ({@link io.waybill.gpu.llama.LlamaChild} and all that names native memory).
 */
@NullMarked
package io.waybill.gpu.llama;

import org.jspecify.annotations.NullMarked;
