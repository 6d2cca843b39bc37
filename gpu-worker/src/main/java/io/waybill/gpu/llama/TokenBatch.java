package io.waybill.gpu.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The tokens of one step, of several sequences; filled anew for each. */
final class TokenBatch {

    private final MemorySegment batch;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private final MemorySegment ids;
    private final MemorySegment wanted;
    private int size;

    TokenBatch(int capacity, int sequenceCount) {
        Arena arena = Arena.global();
        this.tokens = arena.allocate(JAVA_INT, capacity);
        this.positions = arena.allocate(JAVA_INT, capacity);
        this.sequences = arena.allocate(ADDRESS, capacity);
        this.wanted = arena.allocate(JAVA_BYTE, capacity);
        this.ids = arena.allocate(JAVA_INT, sequenceCount);
        for (int i = 0; i < sequenceCount; i++) {
            ids.setAtIndex(JAVA_INT, i, i);
        }
        MemorySegment counts = arena.allocate(JAVA_INT, capacity);
        for (int i = 0; i < capacity; i++) {
            counts.setAtIndex(JAVA_INT, i, 1);
        }
        this.batch = arena.allocate(LlamaLibrary.BATCH);
        LlamaLibrary.set(batch, LlamaLibrary.BATCH, "token", tokens);
        LlamaLibrary.set(batch, LlamaLibrary.BATCH, "pos", positions);
        LlamaLibrary.set(batch, LlamaLibrary.BATCH, "n_seq_id", counts);
        LlamaLibrary.set(batch, LlamaLibrary.BATCH, "seq_id", sequences);
        LlamaLibrary.set(batch, LlamaLibrary.BATCH, "logits", wanted);
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** {@return the place of the token, which its logits are asked by} */
    int add(int token, int position, int sequence, boolean wantsLogits) {
        tokens.setAtIndex(JAVA_INT, size, token);
        positions.setAtIndex(JAVA_INT, size, position);
        sequences.setAtIndex(ADDRESS, size, ids.asSlice((long) sequence * Integer.BYTES));
        wanted.set(JAVA_BYTE, size, (byte) (wantsLogits ? 1 : 0));
        return size++;
    }

    /** {@return the struct} */
    MemorySegment struct() {
        LlamaLibrary.set(batch, LlamaLibrary.BATCH, "n_tokens", size);
        return batch;
    }
}
