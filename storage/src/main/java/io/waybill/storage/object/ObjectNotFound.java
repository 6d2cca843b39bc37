package io.waybill.storage.object;

import java.io.IOException;

/** No object has the key that was asked for. */
public final class ObjectNotFound extends IOException {

    private static final long serialVersionUID = 1;

    /** Names the key. */
    public ObjectNotFound(String key) {
        super("no object has key " + key);
    }
}
