package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Signatures at the edges where Ed25519 verifiers disagree, made from the curve's equation (RFC 8032, section 5.1). The
 * cases are those of Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs" (2020), and more.
 */
final class EdgeVectors {

    /** A signature, and whether the strict policy takes it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Vector(String name, byte[] key, byte[] message, byte[] signature, boolean valid) {}

    private record Point(BigInteger x, BigInteger y) {}

    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
    private static final Point BASE = withY(
            BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));
    private static final BigInteger SECRET =
            new BigInteger("5044122222222222222222222222222222222222222222222222222222222222222222").mod(L);
    private static final BigInteger NONCE =
            new BigInteger("3011999999999999999999999999999999999999999999999999999999999999999999").mod(L);
    private static final Point KEY = times(SECRET, BASE);

    private final List<Vector> vectors = new ArrayList<>();

    private EdgeVectors() {}

    static List<Vector> all() {
        EdgeVectors edges = new EdgeVectors();
        edges.ordinary();
        edges.torsion();
        edges.encodings();
        edges.lengths();
        return edges.vectors;
    }

    private void ordinary() {
        for (int i = 0; i < 8; i++) {
            byte[] message = ("message " + i).getBytes(UTF_8);
            byte[] signature = sign(encode(KEY), message, encode(times(NONCE, BASE)), NONCE);
            add("ordinary " + i, KEY, message, signature, true);
            add("other message " + i, KEY, (i + " other").getBytes(UTF_8), signature, false);
            BigInteger s = littleEndian(Arrays.copyOfRange(signature, 32, 64));
            for (int times = 1; times <= 8; times++) {
                BigInteger more = s.add(L.multiply(BigInteger.valueOf(times)));
                add("S + %d L, %d".formatted(times, i), KEY, message, join(signature, bytes(more)), false);
            }
        }
    }

    private void torsion() {
        Point eighth = ofOrderEight();
        for (int i = 1; i < 8; i++) {
            Point torsion = times(BigInteger.valueOf(i), eighth);
            for (int round = 0; round < 24; round++) {
                byte[] message = ("torsion " + i + " " + round).getBytes(UTF_8);
                Point mixedKey = plus(KEY, torsion);
                byte[] ordinaryR = encode(times(NONCE, BASE));
                // Holds with cofactor always; without it whenever the hash is a multiple of the torsion's order.
                add("key of mixed order", mixedKey, message, sign(encode(mixedKey), message, ordinaryR, NONCE), false);
                byte[] mixedR = encode(plus(times(NONCE, BASE), torsion));
                add("R of mixed order", KEY, message, sign(encode(KEY), message, mixedR, NONCE), false);
                byte[] smallR = encode(torsion);
                add("R of small order", KEY, message, sign(encode(KEY), message, smallR, BigInteger.ZERO), false);
                add("key of small order", torsion, message, join(join(smallR, new byte[32]), new byte[32]), false);
            }
        }
    }

    private void encodings() {
        for (int round = 0; round < 8; round++) {
            byte[] message = ("encoding " + round).getBytes(UTF_8);
            byte[] neutral = encode(NEUTRAL);
            add("R is the neutral element", KEY, message, sign(encode(KEY), message, neutral, BigInteger.ZERO), true);
            byte[] signed = neutral.clone();
            signed[31] |= (byte) 0x80;
            byte[] unreduced = bytes(P.add(BigInteger.ONE));
            byte[] both = unreduced.clone();
            both[31] |= (byte) 0x80;
            for (byte[] strange : List.of(signed, unreduced, both)) {
                add("R not canonical", KEY, message, sign(encode(KEY), message, strange, BigInteger.ZERO), false);
                vectors.add(new Vector(
                        "key not canonical",
                        strange,
                        message,
                        sign(strange, message, neutral, BigInteger.ZERO),
                        false));
            }
        }
        for (int y = 0; y < 19; y++) {
            byte[] unreduced = bytes(P.add(BigInteger.valueOf(y)));
            vectors.add(new Vector("key of y = p + " + y, unreduced, new byte[0], new byte[64], false));
        }
    }

    private void lengths() {
        byte[] message = "lengths".getBytes(UTF_8);
        byte[] signature = sign(encode(KEY), message, encode(times(NONCE, BASE)), NONCE);
        for (int length : new int[] {0, 1, 32, 63, 65, 128}) {
            add("signature of %d bytes".formatted(length), KEY, message, Arrays.copyOf(signature, length), false);
        }
        for (int bit = 0; bit < 512; bit += 5) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            add("bit %d flipped".formatted(bit), KEY, message, flipped, false);
        }
    }

    private void add(String name, Point key, byte[] message, byte[] signature, boolean valid) {
        vectors.add(new Vector(name, encode(key), message, signature, valid));
    }

    private static byte[] sign(byte[] key, byte[] message, byte[] r, BigInteger nonce) {
        try {
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            sha512.update(r);
            sha512.update(key);
            BigInteger k = littleEndian(sha512.digest(message)).mod(L);
            return join(r, bytes(nonce.add(k.multiply(SECRET)).mod(L)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Point ofOrderEight() {
        for (int y = 2; ; y++) {
            Point point = withY(BigInteger.valueOf(y));
            if (!point.equals(NEUTRAL)) {
                Point torsion = times(L, point);
                if (!times(BigInteger.valueOf(4), torsion).equals(NEUTRAL)) {
                    return torsion;
                }
            }
        }
    }

    /** The point of this y whose x is even, or the neutral one where there is none. */
    private static Point withY(BigInteger y) {
        BigInteger square = y.multiply(y);
        BigInteger xx = square.subtract(BigInteger.ONE)
                .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger x = xx.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(xx)) {
            x = x.multiply(BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P))
                    .mod(P);
        }
        if (!x.multiply(x).mod(P).equals(xx)) {
            return NEUTRAL;
        }
        return new Point(x.testBit(0) ? P.subtract(x) : x, y);
    }

    private static Point plus(Point a, Point b) {
        BigInteger product =
                D.multiply(a.x).multiply(b.x).multiply(a.y).multiply(b.y).mod(P);
        BigInteger x = a.x.multiply(b.y)
                .add(a.y.multiply(b.x))
                .multiply(BigInteger.ONE.add(product).modInverse(P));
        BigInteger y = a.y.multiply(b.y)
                .add(a.x.multiply(b.x))
                .multiply(BigInteger.ONE.subtract(product).modInverse(P));
        return new Point(x.mod(P), y.mod(P));
    }

    private static Point times(BigInteger factor, Point point) {
        Point sum = NEUTRAL;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = plus(sum, sum);
            if (factor.testBit(bit)) {
                sum = plus(sum, point);
            }
        }
        return sum;
    }

    private static byte[] encode(Point point) {
        byte[] encoded = bytes(point.y);
        if (point.x.testBit(0)) {
            encoded[31] |= (byte) 0x80;
        }
        return encoded;
    }

    private static byte[] bytes(BigInteger number) {
        byte[] little = new byte[32];
        for (int at = 0; at < 32; at++) {
            little[at] = number.shiftRight(8 * at).byteValue();
        }
        return little;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            reversed[at] = bytes[bytes.length - 1 - at];
        }
        return new BigInteger(1, reversed);
    }

    /** The first 32 bytes of one, and 32 of another. */
    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, 64);
        System.arraycopy(second, 0, joined, 32, 32);
        return joined;
    }
}
