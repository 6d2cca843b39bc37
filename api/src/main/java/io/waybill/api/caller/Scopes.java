package io.waybill.api.caller;

import io.waybill.activities.key.Caller;
import java.util.Set;

/** What a credential may be allowed to do. */
public final class Scopes {

    /** Read batches. */
    public static final String BATCH_READ = "batch:read";

    /** Create batches. */
    public static final String BATCH_WRITE = "batch:write";

    /** Cancel batches. */
    public static final String BATCH_CANCEL = "batch:cancel";

    /** Read files. */
    public static final String FILES_READ = "files:read";

    /** Upload and delete files. */
    public static final String FILES_WRITE = "files:write";

    /** Call models. */
    public static final String MODELS_INVOKE = "models:invoke";

    /** Read one's balance and usage. */
    public static final String USAGE_READ = "usage:read";

    /** Manage storage connectors. */
    public static final String CONNECTORS_MANAGE = "connectors:manage";

    /** Manage webhooks. */
    public static final String WEBHOOKS_MANAGE = "webhooks:manage";

    /** Manage keys and OAuth clients. */
    public static final String KEYS_MANAGE = "keys:manage";

    /** Read transactions. */
    public static final String BILLING_READ = "billing:read";

    /** Top up. */
    public static final String BILLING_TOPUP = "billing:topup";

    /** Read audit records. */
    public static final String AUDIT_READ = "audit:read";

    /** Write audit records. */
    public static final String AUDIT_WRITE = "audit:write";

    /** Read traces. */
    public static final String TRACES_READ = "traces:read";

    /** Write traces. */
    public static final String TRACES_WRITE = "traces:write";

    /** Operate the platform. It implies no other scope: an operator's key cannot spend a client's money. */
    public static final String ADMIN = Caller.ADMIN;

    /** What the key of a new account has: everything of the account. */
    public static final Set<String> CLIENT = Set.of(
            BATCH_READ,
            BATCH_WRITE,
            BATCH_CANCEL,
            FILES_READ,
            FILES_WRITE,
            CONNECTORS_MANAGE,
            WEBHOOKS_MANAGE,
            KEYS_MANAGE,
            USAGE_READ,
            BILLING_READ,
            BILLING_TOPUP,
            AUDIT_READ,
            AUDIT_WRITE,
            TRACES_READ,
            TRACES_WRITE,
            MODELS_INVOKE);

    /** {@return whether there is a scope of this name} */
    public static boolean exists(String scope) {
        return CLIENT.contains(scope) || scope.equals(ADMIN);
    }

    private Scopes() {}
}
