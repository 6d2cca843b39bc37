package io.waybill.api.receipt;

import io.waybill.activities.receipt.FoundReceipt;
import io.waybill.activities.receipt.ReceiptPending;
import io.waybill.activities.receipt.Receipts;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Finds receipts for controllers, or says why not. */
@Component
final class FoundReceipts {

    /** Says why a pack opens less than its receipts commit to. */
    static final String UNOPENED = "X-Waybill-Unopened";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Duration PENDING = Duration.ofSeconds(1);

    private final Receipts receipts;

    FoundReceipts(Receipts receipts) {
        this.receipts = receipts;
    }

    FoundReceipt receipt(String id) {
        return logged(() -> receipts.find(uuid(id)).orElseThrow(() -> unknown(id)));
    }

    /** Another account's is as unknown as none. */
    FoundReceipt own(UUID accountId, String id) {
        FoundReceipt found = receipt(id);
        if (!found.accountId().equals(accountId)) {
            throw unknown(id);
        }
        return found;
    }

    static UUID uuid(String id) {
        if (!ID.matcher(id).matches()) {
            throw unknown(id);
        }
        return UUID.fromString(id);
    }

    static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.RECEIPT_NOT_FOUND, "id", "there is no receipt " + id);
    }

    static <T> T logged(Supplier<T> work) {
        try {
            return work.get();
        } catch (ReceiptPending e) {
            throw pending(e);
        }
    }

    static ApiFailure pending(ReceiptPending why) {
        return new ApiFailure(ApiError.RECEIPT_PENDING, String.valueOf(why.getMessage())).retryAfter(PENDING);
    }
}
