package io.waybill.api.token;

import io.waybill.activities.identity.Network;
import io.waybill.activities.oauth.CertificateName;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;

/** Compares the name of a client with those in a certificate (RFC 8705, section 2.1.2). */
public final class CertificateNames {

    // Kinds of alternative names (RFC 5280, section 4.2.1.6).
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    private CertificateNames() {}

    /**
     * {@return the name, as it is compared}
     *
     * @throws IllegalArgumentException where it cannot be the name of anything
     */
    public static CertificateName checked(CertificateName name) {
        var value = name.value();
        if (value.isBlank() || value.length() > CertificateName.CHARS_MAX || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("it must have 1 to " + CertificateName.CHARS_MAX + " characters");
        }
        return switch (name.kind()) {
            case SUBJECT_DN -> new CertificateName(name.kind(), new X500Principal(value).getName());
            case SAN_IP ->
                new CertificateName(name.kind(), Network.address(value).getHostAddress());
            case SAN_DNS, SAN_URI, SAN_EMAIL -> name;
        };
    }

    /** {@return whether {@code certificate} has the name, which was checked} */
    static boolean has(X509Certificate certificate, CertificateName name) {
        var value = name.value();
        return switch (name.kind()) {
            case SUBJECT_DN -> certificate.getSubjectX500Principal().equals(new X500Principal(value));
            case SAN_DNS -> hasAlternative(certificate, DNS, value::equalsIgnoreCase);
            case SAN_URI -> hasAlternative(certificate, URI, value::equals);
            case SAN_EMAIL -> hasAlternative(certificate, EMAIL, value::equals);
            case SAN_IP ->
                hasAlternative(certificate, ADDRESS, text -> address(text).equals(address(value)));
        };
    }

    private static boolean hasAlternative(X509Certificate certificate, int kind, Predicate<String> same) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .anyMatch(name -> name.getFirst().equals(kind)
                                    && name.get(1) instanceof String text
                                    && same.test(text));
        } catch (CertificateParsingException | IllegalArgumentException _) {
            return false;
        }
    }

    private static InetAddress address(String literal) {
        return Network.address(literal);
    }
}
