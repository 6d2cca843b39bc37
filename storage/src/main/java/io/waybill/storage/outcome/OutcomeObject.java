package io.waybill.storage.outcome;

import static java.util.Objects.requireNonNull;

import io.waybill.storage.hash.Sha256;

/**
 * A whole outcome object: {@code [result lines][error lines][outcome block]}.
 *
 * @param content all of its bytes; not copied
 * @param outcomeBytes length of the outcome block
 * @param sha256 of all of it, lower-case hex
 * @param block what the outcome block says
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that go straight into the object store
public record OutcomeObject(byte[] content, int outcomeBytes, String sha256, OutcomeBlock block) {

    /** Longest outcome object: 512 items of 128 KiB each; it is held in memory and sent in one request. */
    public static final int BYTES_MAX = 64 * 1024 * 1024;

    /** Checks that what must be there is. */
    public OutcomeObject {
        requireNonNull(content, "content");
        requireNonNull(sha256, "sha256");
        requireNonNull(block, "block");
    }

    /**
     * Reads an object that another run wrote, and checks all of it.
     *
     * @throws OutcomeCorrupt where it is not whole
     */
    public static OutcomeObject parse(byte[] content) throws OutcomeCorrupt {
        var outcomeBytes = OutcomeBlock.lengthAtEnd(content);
        var block = OutcomeBlock.parse(content, content.length - outcomeBytes, outcomeBytes);
        var lines = block.resultBytes() + block.errorBytes();
        if (lines != content.length - outcomeBytes) {
            throw new OutcomeCorrupt("outcome object has " + (content.length - outcomeBytes)
                    + " bytes of lines, its block says " + lines);
        }
        var resultBytes = (int) block.resultBytes();
        check("result lines", content, 0, resultBytes, block.resultSha256());
        check("error lines", content, resultBytes, (int) block.errorBytes(), block.errorSha256());
        return new OutcomeObject(content, outcomeBytes, Sha256.hex(content), block);
    }

    private static void check(String what, byte[] content, int offset, int length, String expected)
            throws OutcomeCorrupt {
        var found = Sha256.hex(content, offset, length);
        if (!found.equals(expected)) {
            throw new OutcomeCorrupt(what + " have SHA-256 " + found + ", their block says " + expected);
        }
    }

    @Override
    public String toString() {
        return "OutcomeObject[bytes=" + content.length + ", sha256=" + sha256 + ", items="
                + block.items().size() + "]";
    }
}
