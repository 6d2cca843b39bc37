package io.waybill.api.error;

import java.net.URI;

/**
 * Every error of the API. The constant's {@link #code} is stable; messages are not. docs/api.md lists them, and a test
 * compares.
 */
public enum ApiError {
    /** The body is not JSON, not UTF-8, nested too deeply, or names a key twice. */
    MALFORMED_JSON(400, "The body is not acceptable JSON"),
    /** A field, parameter or header is missing, of the wrong type, or out of range. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** A field that the call does not know. */
    UNKNOWN_PARAMETER(400, "The request has an unknown field"),
    /** Lines or tasks of a batch are invalid; the batch failed in validation. */
    INVALID_BATCH(400, "The batch has invalid items"),
    /** The input is longer than the model's context. */
    CONTEXT_LENGTH_EXCEEDED(400, "The input is too long for the model"),
    /** The batch may cost more than its {@code max_cost}. */
    MAX_COST_EXCEEDED(400, "The batch may cost more than its max_cost"),
    /** The batch is not expected to end within its window, and its client wants it only if it does. */
    WINDOW_TOO_SHORT(400, "The batch is not expected to end within its window"),
    /** Two credentials in one request. */
    CONFLICTING_CREDENTIALS(400, "The request has two credentials"),
    /** No credential. */
    MISSING_CREDENTIALS(401, "The request has no credentials"),
    /** A credential that is wrong, revoked or expired. */
    INVALID_CREDENTIALS(401, "The credentials are not valid"),
    /** A certificate was shown, but not that its key is had. */
    PROOF_OF_POSSESSION_REQUIRED(401, "A certificate proves nothing by itself"),
    /** Too little money available. */
    INSUFFICIENT_FUNDS(402, "The account has too little available"),
    /** A batch would hold more than the account allows for one. */
    BATCH_LIMIT_EXCEEDED(402, "The batch costs more than the account allows for one"),
    /** The account would spend more in the month than it may. */
    MONTHLY_LIMIT_EXCEEDED(402, "The account's limit of the month is reached"),
    /** The key would spend more in the month than its budget. */
    KEY_BUDGET_EXCEEDED(402, "The key's budget of the month is reached"),
    /** An operator has frozen the account. */
    ACCOUNT_FROZEN(403, "The account is frozen"),
    /** The credential lacks the scope of the route. */
    INSUFFICIENT_SCOPE(403, "The credentials do not allow this"),
    /** The credential may not be used from the caller's address. */
    NETWORK_NOT_ALLOWED(403, "The credentials may not be used from this address"),
    /** A new key would do more than the one that asks for it. */
    EXCEEDS_OWN_RIGHTS(403, "A key cannot give more than it has"),
    /** No such route. */
    ROUTE_NOT_FOUND(404, "There is no such route"),
    /** No such batch, or another account's. */
    BATCH_NOT_FOUND(404, "There is no such batch"),
    /** No such file, or another account's. */
    FILE_NOT_FOUND(404, "There is no such file"),
    /** No such model, or one that does not serve the endpoint. */
    MODEL_NOT_FOUND(404, "There is no such model"),
    /** The batch has no such item. */
    ITEM_NOT_FOUND(404, "There is no such item"),
    /** No such account. */
    ACCOUNT_NOT_FOUND(404, "There is no such account"),
    /** No such key, or another account's. */
    KEY_NOT_FOUND(404, "There is no such key"),
    /** No such OAuth client, or another account's. */
    CLIENT_NOT_FOUND(404, "There is no such OAuth client"),
    /** No such trust anchor, or another account's. */
    ANCHOR_NOT_FOUND(404, "There is no such trust anchor"),
    /** No such receipt, or, where it is asked for by its owner, another account's. */
    RECEIPT_NOT_FOUND(404, "There is no such receipt"),
    /** The log has no such tile. */
    TILE_NOT_FOUND(404, "There is no such tile"),
    /** The client has no such certificate. */
    CERTIFICATE_NOT_FOUND(404, "There is no such certificate"),
    /** No such webhook, or another account's. */
    WEBHOOK_NOT_FOUND(404, "There is no such webhook"),
    /** The webhook has no delivery of that event. */
    DELIVERY_NOT_FOUND(404, "There is no such delivery"),
    /** The route exists, the method does not. */
    METHOD_NOT_ALLOWED(405, "The route does not have this method"),
    /** The idempotency key's first call is still running. */
    IDEMPOTENCY_KEY_IN_USE(409, "A call with this idempotency key is running"),
    /** The batch's state does not allow what was asked. */
    BATCH_STATE_CONFLICT(409, "The batch's state does not allow this"),
    /** The batch has a request of that id with another body. */
    REQUEST_CONFLICT(409, "The batch has another request of this id"),
    /** The receipt is not in the log yet. */
    RECEIPT_PENDING(409, "The receipt is not in the log yet"),
    /** The key of receipts may still sign; it cannot be revoked yet. */
    RECEIPT_KEY_IN_USE(409, "The key may still sign receipts"),
    /** No item of the batch failed that could run again. */
    NOTHING_TO_RETRY(409, "There is nothing to retry"),
    /** The lines of the batch were deleted. */
    INPUT_GONE(409, "The input is gone"),
    /** There is nothing left to refund. */
    NOTHING_TO_REFUND(409, "There is nothing to refund"),
    /** A batch that has not ended reads the file. */
    FILE_IN_USE(409, "The file is being read"),
    /** The key is the last with which its account operates the platform. */
    LAST_ADMIN_KEY(409, "The last operator's key cannot be deleted"),
    /** The account has as many keys as it may. */
    TOO_MANY_KEYS(409, "The account has too many keys"),
    /** The account has as many OAuth clients as it may. */
    TOO_MANY_CLIENTS(409, "The account has too many OAuth clients"),
    /** The account has as many trust anchors as it may. */
    TOO_MANY_ANCHORS(409, "The account has too many trust anchors"),
    /** The client has as many certificates as it may. */
    TOO_MANY_CERTIFICATES(409, "The client has too many certificates"),
    /** The account has as many webhooks as it may. */
    TOO_MANY_WEBHOOKS(409, "The account has too many webhooks"),
    /** As many secrets sign as may at a time. */
    TOO_MANY_SECRETS(409, "The webhook has too many secrets"),
    /** Somebody else has this organisation key. */
    KEY_TAKEN(409, "The key cannot be imported"),
    /** The results of a batch are removed. */
    RESULTS_GONE(410, "The results are gone"),
    /** The body is over the limit. */
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    /** The body's media type is not one the route reads. */
    UNSUPPORTED_MEDIA_TYPE(415, "The route does not read this media type"),
    /** The range lies outside the content. */
    RANGE_NOT_SATISFIABLE(416, "The range lies outside the content"),
    /** The idempotency key was used for another request. */
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    /** More requests than the credential or its account may make. */
    RATE_LIMITED(429, "Too many requests"),
    /** The account has as many answers open as it may. */
    TOO_MANY_STREAMS(429, "Too many streams at a time"),
    /** The account has as many calls that generate text as it may. */
    TOO_MANY_GENERATIONS(429, "Too many calls of the account at a time"),
    /** As many calls wait for the model as may. */
    MODEL_BUSY(429, "Too many calls wait for the model"),
    /** A fault of ours. */
    INTERNAL_ERROR(500, "Something went wrong on our side"),
    /** More requests than the route can take at a time. */
    OVERLOADED(503, "Too many requests at a time"),
    /** The model's files are not installed. */
    MODEL_NOT_INSTALLED(503, "The model is not installed"),
    /** No inference worker answers. */
    INFERENCE_UNAVAILABLE(503, "No inference worker is available"),
    /** The workflow engine does not answer. */
    ENGINE_UNAVAILABLE(503, "The workflow engine is not available"),
    /** The database or the object store does not answer. */
    STORE_UNAVAILABLE(503, "The storage is not available");

    private static final String TYPE_PREFIX = "urn:waybill:error:";

    private final int status;
    private final String title;

    ApiError(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** {@return the HTTP status} */
    public int status() {
        return status;
    }

    /** {@return the sentence that is the same for all occurrences} */
    public String title() {
        return title;
    }

    /** {@return the stable code, such as {@code batch_not_found}} */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** {@return RFC 9457's type, such as {@code urn:waybill:error:batch_not_found}} */
    public URI type() {
        return URI.create(TYPE_PREFIX + code());
    }

    /** {@return the {@code type} of OpenAI's error object, by which its clients tell kinds of errors apart} */
    public String family() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "insufficient_funds";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            case 500 -> "server_error";
            case 503 -> "service_unavailable";
            default -> "invalid_request_error";
        };
    }
}
