package io.waybill.activities.identity;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of addresses, {@code 192.0.2.0/24} or {@code 2001:db8::/32} (RFC 4632, RFC 4291). A mapped address
 * ({@code ::ffff:192.0.2.1}) is the IPv4 address that it maps.
 */
public final class Network {

    /** Blocks that one credential may name; each call is compared with each. */
    public static final int PER_CREDENTIAL_MAX = 50;

    /** Literals only: a name would be looked up. */
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final int TEXT_CHARS_MAX = 64;

    private final byte[] first;
    private final int prefixBits;

    private Network(byte[] first, int prefixBits) {
        this.first = first;
        this.prefixBits = prefixBits;
    }

    /**
     * {@return the block}
     *
     * @param text CIDR, or one address
     * @throws IllegalArgumentException where it is neither, or has bits set behind its prefix
     */
    public static Network parse(String text) {
        requireNonNull(text, "text");
        String[] parts = text.split("/", -1);
        if (text.length() > TEXT_CHARS_MAX || parts.length > 2) {
            throw notANetwork(text);
        }
        byte[] address = address(parts[0]).getAddress();
        int bits = parts.length == 1 ? address.length * Byte.SIZE : prefix(parts[1], address.length * Byte.SIZE, text);
        byte[] first = masked(address, bits);
        if (!Arrays.equals(first, address)) {
            throw new IllegalArgumentException("'" + text + "' has bits set behind its prefix");
        }
        return new Network(first, bits);
    }

    /** {@return the blocks, in order} */
    public static List<Network> parseAll(List<String> texts) {
        return texts.stream().map(Network::parse).toList();
    }

    /**
     * {@return the address of a literal}
     *
     * @throws IllegalArgumentException where it is none; no name is looked up
     */
    public static InetAddress address(String literal) {
        if (!IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
            throw notANetwork(literal);
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException _) {
            throw notANetwork(literal);
        }
    }

    /** {@return whether {@code address} lies in it} */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == first.length && Arrays.equals(masked(bytes, prefixBits), first);
    }

    /** {@return whether all addresses of {@code other} lie in it} */
    public boolean contains(Network other) {
        return other.first.length == first.length
                && other.prefixBits >= prefixBits
                && Arrays.equals(masked(other.first, prefixBits), first);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && network.prefixBits == prefixBits
                && Arrays.equals(network.first, first);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + prefixBits;
    }

    /** {@return CIDR notation} */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(first).getHostAddress() + "/" + prefixBits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static int prefix(String text, int bitsMax, String whole) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > bitsMax) {
            throw notANetwork(whole);
        }
        return Integer.parseInt(text);
    }

    private static byte[] masked(byte[] address, int bits) {
        int rest = address.length * Byte.SIZE - bits;
        byte[] shifted =
                new BigInteger(1, address).shiftRight(rest).shiftLeft(rest).toByteArray();
        byte[] masked = new byte[address.length];
        int length = Math.min(shifted.length, masked.length);
        System.arraycopy(shifted, shifted.length - length, masked, masked.length - length, length);
        return masked;
    }

    private static IllegalArgumentException notANetwork(String text) {
        String shown = text.length() > TEXT_CHARS_MAX ? text.substring(0, TEXT_CHARS_MAX) + "…" : text;
        return new IllegalArgumentException(
                "'" + shown + "' is not a network; write 192.0.2.0/24, 2001:db8::/32 or an address");
    }
}
