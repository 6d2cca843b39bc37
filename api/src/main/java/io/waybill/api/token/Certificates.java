package io.waybill.api.token;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads certificates, one at a time, and names them by their hash. */
public final class Certificates {

    /** Longest header or field with a certificate. */
    public static final int CHARS_MAX = 8192;

    private static final int RSA_BITS_MIN = 2048;
    private static final int EC_BITS_MIN = 256;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----\\s*");

    private Certificates() {}

    /**
     * {@return the certificate in a header: strict base64 of one certificate, as PEM or DER; empty where it is anything
     * else}
     */
    public static Optional<X509Certificate> ofHeader(String text) {
        if (text.length() > CHARS_MAX || !BASE64.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            var pem = new String(bytes, StandardCharsets.ISO_8859_1);
            return pem.startsWith("-----BEGIN") ? ofPem(pem) : ofDer(bytes);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** {@return the one certificate of a PEM text, or empty} */
    public static Optional<X509Certificate> ofPem(String pem) {
        var match = PEM.matcher(pem);
        if (pem.length() > CHARS_MAX || !match.matches()) {
            return Optional.empty();
        }
        try {
            return ofDer(Base64.getDecoder().decode(match.group(1).replaceAll("\\s", "")));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** {@return {@code x5t#S256}: base64url of the SHA-256 of the certificate (RFC 8705, section 3.1)} */
    public static String sha256(X509Certificate certificate) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash(certificate));
    }

    /** {@return the same hash in hexadecimal} */
    public static String sha256Hex(X509Certificate certificate) {
        return HexFormat.of().formatHex(hash(certificate));
    }

    /** {@return whether its key is as long as one may trust: RSA from 2048 bits, elliptic curves from 256} */
    public static boolean hasStrongKey(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= RSA_BITS_MIN;
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= EC_BITS_MIN;
            default -> false;
        };
    }

    private static Optional<X509Certificate> ofDer(byte[] der) {
        try {
            var read = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // Nothing may follow it, and it must be the encoding that its hash is taken of.
            return read instanceof X509Certificate certificate && Arrays.equals(certificate.getEncoded(), der)
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }

    private static byte[] hash(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate has no encoding", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
