package io.waybill.activities.webhook;

/** Prefixes of ids as clients see them. */
public final class WebhookIds {

    /** Of endpoints. */
    public static final String ENDPOINT = "we_";

    /** Of events; the header {@code webhook-id}. */
    public static final String EVENT = "evt_";

    private WebhookIds() {}
}
