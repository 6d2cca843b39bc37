package io.waybill.activities.batch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.waybill.models.request.ItemError;
import io.waybill.storage.hash.Sha256;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of an error file for items that no worker answered, in the form in which workers write theirs. */
final class ErrorLine {

    private static final int ID_CHARACTERS = 32;

    private ErrorLine() {}

    /** {@return the line of an item, newline included; the same each time} */
    static byte[] of(String batchId, EndedItemRow item) {
        var line = new StringBuilder("{\"id\":\"batch_req_");
        String hash = Sha256.hex((batchId + ":" + item.index()).getBytes(StandardCharsets.US_ASCII));
        line.append(hash, 0, ID_CHARACTERS).append("\",\"custom_id\":");
        quote(line, item.customId());
        line.append(",\"response\":null,\"error\":{\"code\":");
        quote(line, code(item));
        line.append(",\"message\":");
        quote(line, message(item));
        line.append(",\"param\":");
        quote(line, item.errorParam());
        line.append(",\"line\":").append(item.index() + 1).append("}}\n");
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String code(EndedItemRow item) {
        String code = item.errorCode();
        if (code != null) {
            return code;
        }
        return switch (item.itemState()) {
            case cancelled -> ItemError.batch_cancelled.name();
            case expired -> ItemError.batch_expired.name();
            case pending, succeeded, failed, reused -> ItemError.engine_error.name();
        };
    }

    private static String message(EndedItemRow item) {
        String message = item.errorMessage();
        if (message != null) {
            return message;
        }
        return switch (item.itemState()) {
            case cancelled -> "the batch was cancelled before this item ran; it costs nothing";
            case expired -> "the batch's completion window ended before this item ran; it costs nothing";
            case pending, succeeded, failed, reused -> "the item did not run; it costs nothing";
        };
    }

    private static void quote(StringBuilder line, @Nullable String text) {
        if (text == null) {
            line.append("null");
            return;
        }
        line.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, line);
        line.append('"');
    }
}
