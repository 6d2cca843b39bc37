package io.waybill.activities.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses may be called. Of IPv4, all but the special ones; of IPv6, only what is given out to networks of the
 * world (2000::/3) less the special blocks in it, so that no private, local, mapped or translated address is among
 * them. Thread-safe.
 *
 * <p>Sources: the special-purpose registries of IANA (RFC 6890) for <a
 * href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a> and <a
 * href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a>.
 */
final class AddressRules {

    private static final Networks SPECIAL = Networks.of(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by carriers
            "127.0.0.0/8", // this machine
            "169.254.0.0/16", // this link, and metadata services of clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, broadcast
            "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4, which names an IPv4 address
            "2620:4f:8000::/48", // AS112
            "3fff::/20"); // documentation

    /** Whatever lies outside is no address of a network of the world: ::/96, 64:ff9b::/96, fc00::/7, fe80::/10, … */
    private static final Networks WORLD = Networks.of("2000::/3");

    private final Networks allowed;
    private final Networks refused;

    AddressRules(List<String> allowed, List<String> refused) {
        this.allowed = Networks.parse("allowed-networks", allowed);
        this.refused = Networks.parse("refused-networks", refused);
    }

    /** {@return whether the operator has allowed it by name} */
    boolean isAllowedNetwork(InetAddress address) {
        return allowed.contains(address) && !refused.contains(address);
    }

    /** {@return whether it may be called} */
    boolean mayCall(InetAddress address) {
        return isAllowedNetwork(address) || (isOfTheWorld(address) && !refused.contains(address));
    }

    private static boolean isOfTheWorld(InetAddress address) {
        boolean possible = address instanceof Inet4Address || WORLD.contains(address);
        return possible && !SPECIAL.contains(address);
    }
}
