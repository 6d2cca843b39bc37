package io.waybill.api.batch;

import io.waybill.api.error.ApiFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a page of a batch's requests ended. Opaque to clients, and of one batch and one list alone. */
final class RequestToken {

    private static final String FIELD = "pagination_token";

    private RequestToken() {}

    /** {@return the token for what follows {@code index} in {@code list} of {@code batchId}} */
    static String of(String list, String batchId, long index) {
        var text = list + ":" + batchId + ":" + index;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return the index that {@code token} names; -1 where it is null}
     *
     * @throws ApiFailure where it is another list's, or none at all
     */
    static long read(String list, String batchId, @Nullable String token) {
        if (token == null || token.isEmpty()) {
            return -1;
        }
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            var start = list + ":" + batchId + ":";
            if (text.startsWith(start)) {
                var index = Long.parseLong(text.substring(start.length()));
                if (index >= 0) {
                    return index;
                }
            }
        } catch (IllegalArgumentException _) {
            // answered below
        }
        throw ApiFailure.invalid(FIELD, FIELD + " is not one that this list of this batch has answered");
    }
}
