package io.waybill.gpu.upstream;

/** Servers did not answer a call; the message is for clients. */
public final class UpstreamFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean worthAnotherTry;

    UpstreamFailed(String message, boolean worthAnotherTry) {
        super(message, null, false, false);
        this.worthAnotherTry = worthAnotherTry;
    }

    /** {@return false where the same input would fail again} */
    public boolean worthAnotherTry() {
        return worthAnotherTry;
    }
}
