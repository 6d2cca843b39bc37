package io.waybill.activities.http;

import java.net.UnknownHostException;

/**
 * A host that is not called. Whether its name is unknown or one of its addresses may not be called is not said: names
 * of a private network are nobody's business.
 */
final class AddressRefused extends UnknownHostException {

    private static final long serialVersionUID = 1;

    AddressRefused(String host) {
        super("the host " + host + " has no address that may be called");
    }
}
