package io.waybill.storage.outcome;

import static java.util.Objects.requireNonNull;

/**
 * How one item ended in one run of its chunk.
 *
 * @param index within the batch, from 0
 * @param succeeded whether its line is a result; else it is an error
 * @param errorCode empty where it succeeded; at most 64 ASCII characters
 * @param tokens taken by the model
 * @param micros time the model took
 * @param inputSha256 of the bytes of the request's body, 64 lower-case hex characters
 * @param outputSha256 of the bytes of its line without the newline, 64 lower-case hex characters
 * @param offset of its line within the result lines or the error lines
 * @param length of its line, newline included
 */
public record ItemOutcome(
        int index,
        boolean succeeded,
        String errorCode,
        int tokens,
        int micros,
        String inputSha256,
        String outputSha256,
        long offset,
        int length) {

    /** Checks that what must be there is. */
    public ItemOutcome {
        requireNonNull(errorCode, "errorCode");
        requireNonNull(inputSha256, "inputSha256");
        requireNonNull(outputSha256, "outputSha256");
    }
}
