package io.waybill.storage.object;

/** The keys of all objects. A key is a function of ids, so that whoever writes twice writes the same place. */
public final class ObjectKeys {

    private ObjectKeys() {}

    /** {@return the key of an uploaded file} */
    public static String file(String accountId, String fileId) {
        return "accounts/" + accountId + "/files/" + fileId;
    }

    /** {@return the key of an immutable segment of input lines} */
    public static String segment(String accountId, String batchId, int ordinal) {
        return batch(accountId, batchId) + "segments/" + ordinal + ".jsonl";
    }

    /** {@return the key of the lines of one addition to an open batch} */
    public static String addition(String accountId, String batchId, String appendId) {
        return batch(accountId, batchId) + "additions/" + appendId + ".jsonl";
    }

    /** {@return the key of the outcome of one run of a chunk; written once} */
    public static String outcome(String accountId, String batchId, int chunk, int wave) {
        return batch(accountId, batchId) + "outcomes/" + chunk + "-" + wave;
    }

    /** {@return the key of error lines of items that no worker answered: invalid, cancelled, expired, lost} */
    public static String errors(String accountId, String batchId) {
        return batch(accountId, batchId) + "errors.jsonl";
    }

    /** {@return the key of copies of result lines for items that others answered} */
    public static String reused(String accountId, String batchId) {
        return batch(accountId, batchId) + "reused.jsonl";
    }

    /** {@return the key of where each of those copies begins} */
    public static String reusedIndex(String accountId, String batchId) {
        return batch(accountId, batchId) + "reused.index";
    }

    /** {@return the key of what a part of a batch's receipts is made of; written once} */
    public static String receipts(String accountId, String batchId, int part) {
        return batch(accountId, batchId) + "receipts/" + part;
    }

    /** {@return the key of a part of a batch's leaves in the log, which outlive the batch; written once} */
    public static String leaves(String batchId, int part) {
        return "log/leaves/" + batchId + "/" + part;
    }

    /** {@return the key of the log's last checkpoint} */
    public static String checkpoint() {
        return "log/checkpoint";
    }

    private static String batch(String accountId, String batchId) {
        return "accounts/" + accountId + "/batches/" + batchId + "/";
    }
}
