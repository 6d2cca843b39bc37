package io.waybill.activities.batch;

/** What items a chunk may speak for: those of its model among {@code lineCount} lines from {@code firstIndex}. */
record ChunkSpan(int chunk, int firstIndex, int lineCount, int modelId) {

    int lastIndex() {
        return firstIndex + lineCount - 1;
    }

    boolean has(int index) {
        return index >= firstIndex && index < firstIndex + lineCount;
    }
}
