package io.waybill.gpu.inference;

import io.waybill.storage.hash.Sha256;
import java.nio.charset.StandardCharsets;

/** Ids in result lines: functions of batch and index, so that a second run writes the same line. */
final class ItemIds {

    private static final int ID_CHARACTERS = 32;

    private final String hash;

    ItemIds(String batchId, int index) {
        this.hash = Sha256.hex((batchId + ":" + index).getBytes(StandardCharsets.US_ASCII));
    }

    String line() {
        return "batch_req_" + hash.substring(0, ID_CHARACTERS);
    }

    String request() {
        return "req_" + hash.substring(ID_CHARACTERS);
    }

    /** {@return what stands behind the prefix of the id in an answer that is text} */
    String answer() {
        return hash.substring(0, ID_CHARACTERS);
    }
}
