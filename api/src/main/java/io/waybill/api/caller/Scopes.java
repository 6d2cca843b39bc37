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

    /** Read one's balance. */
    public static final String USAGE_READ = "usage:read";

    /** Operate the platform. It implies no other scope: an operator's key cannot spend a client's money. */
    public static final String ADMIN = Caller.ADMIN;

    /** What the key of a new account has. */
    public static final Set<String> CLIENT =
            Set.of(BATCH_READ, BATCH_WRITE, BATCH_CANCEL, FILES_READ, FILES_WRITE, MODELS_INVOKE, USAGE_READ);

    private Scopes() {}
}
