package io.waybill.activities.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks for the addresses of a name. */
@FunctionalInterface
interface NameLookup {

    /** The machine's own. */
    NameLookup SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /** {@return the addresses of a name or literal; at least one} */
    List<InetAddress> find(String name) throws UnknownHostException;
}
