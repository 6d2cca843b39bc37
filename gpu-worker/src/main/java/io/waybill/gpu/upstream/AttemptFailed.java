package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.models.request.ItemError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One try at one server did not end well. The message is for clients. */
final class AttemptFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String code;
    private final @Nullable String param; // null where no field is to blame
    private final @Nullable Duration retryAfter; // null where the server asks for no rest

    private AttemptFailed(
            Kind kind, String code, String message, @Nullable String param, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.kind = requireNonNull(kind, "kind");
        this.code = requireNonNull(code, "code");
        this.param = param;
        this.retryAfter = retryAfter;
    }

    static AttemptFailed of(Kind kind) {
        return new AttemptFailed(kind, ItemError.engine_error.name(), kind.message, null, null);
    }

    static AttemptFailed resting(Kind kind, @Nullable Duration retryAfter) {
        return new AttemptFailed(kind, ItemError.engine_error.name(), kind.message, null, retryAfter);
    }

    static AttemptFailed rejected(ItemError code, String message, @Nullable String param) {
        return new AttemptFailed(Kind.rejected, code.name(), message, param, null);
    }

    Kind kind() {
        return kind;
    }

    String code() {
        return code;
    }

    @Nullable
    String param() {
        return param;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** What went wrong; constants are values of a metric's tag. */
    enum Kind {
        /** The server does not take this request, and never will. */
        rejected("the model does not take this request", false, false),
        /** The server does not take our key. */
        refused("the model's server refuses the platform", false, true),
        /** The server has no such model or path. */
        missing("the model's server does not have the model now", false, true),
        /** The server has too much to do. */
        busy("the model's servers are busy", true, false),
        /** The server failed. */
        broken("the model's server failed", true, true),
        /** The connection was not made. */
        unreachable("the model's servers cannot be reached", false, true),
        /** The connection ended early. */
        cut("the model's server ended its answer early", false, true),
        /** The server took too long. */
        timeout("the model's server took too long", true, true),
        /** The server answered what nobody understands. */
        protocol("the model's server answered in an unknown way", false, true);

        private final String message;
        private final boolean congestion;
        private final boolean fault;

        Kind(String message, boolean congestion, boolean fault) {
            this.message = message;
            this.congestion = congestion;
            this.fault = fault;
        }

        /** {@return whether fewer calls at a time may help} */
        boolean congestion() {
            return congestion;
        }

        /** {@return whether it speaks against the server's health} */
        boolean fault() {
            return fault;
        }

        /** {@return whether another try, later or elsewhere, may succeed} */
        boolean worthAnotherTry() {
            return this != rejected;
        }
    }
}
