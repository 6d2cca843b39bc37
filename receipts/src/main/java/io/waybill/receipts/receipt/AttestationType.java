package io.waybill.receipts.receipt;

import java.util.Locale;

/** Who saw what a receipt is about. The two never mix: each has its own key. */
public enum AttestationType {
    /** The platform ran the model and saw input and output itself. */
    PLATFORM_OBSERVED,
    /** A client handed in texts; the platform attests when it was told so, and by which account, and nothing else. */
    CLIENT_ASSERTED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** {@return the name in receipts} */
    public String wireName() {
        return wireName;
    }
}
