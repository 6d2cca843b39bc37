package io.waybill.activities.http;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;
import java.util.List;

/** A set of address blocks. Thread-safe. */
public final class Networks {

    /** One address or one block in CIDR notation, and none of the shorter forms that other tools know. */
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowMask(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .getParentBuilder()
            .toParams();

    private static final IPAddressGenerator ADDRESSES = new IPAddressGenerator();

    private final List<IPAddress> blocks;

    private Networks(List<IPAddress> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** {@return the blocks of a constant} */
    static Networks of(String... blocks) {
        return parse("constant", List.of(blocks));
    }

    /**
     * {@return the blocks}
     *
     * @param name of the setting, for messages
     * @throws IllegalArgumentException where one is no block
     */
    public static Networks parse(String name, List<String> blocks) {
        return new Networks(blocks.stream().map(text -> block(name, text)).toList());
    }

    private static IPAddress block(String name, String text) {
        try {
            IPAddress address = new IPAddressString(text.strip(), STRICT).toAddress();
            if (address.isPrefixed() && !address.isPrefixBlock()) {
                throw new IllegalArgumentException(name + ": '" + text + "' has bits set behind its prefix");
            }
            return address;
        } catch (AddressStringException e) {
            throw new IllegalArgumentException(
                    name + ": '" + text + "' is not a network; write 10.1.0.0/16, fd00::/8 or an address", e);
        }
    }

    /** {@return the address of a literal as it stands in a URL, with dots or colons} */
    static boolean isCanonicalIpv4(String host) {
        try {
            IPAddress address = new IPAddressString(host, STRICT).toAddress();
            return address.isIPv4() && address.toCanonicalString().equals(host);
        } catch (AddressStringException _) {
            return false;
        }
    }

    boolean contains(InetAddress address) {
        IPAddress single = ADDRESSES.from(address);
        return blocks.stream().anyMatch(block -> block.contains(single));
    }
}
