package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The name by which a certificate is a client's, where an anchor vouches for it (RFC 8705, section 2.1.2). */
public record CertificateName(Kind kind, String value) {

    /** Longest name. */
    public static final int CHARS_MAX = 1000;

    /** Checks that what must be there is. */
    public CertificateName {
        requireNonNull(kind, "kind");
        requireNonNull(value, "value");
    }

    /** Where in the certificate the name stands. */
    public enum Kind {
        /** The subject, as RFC 4514 writes it. */
        SUBJECT_DN,
        /** A DNS name among the alternative names. */
        SAN_DNS,
        /** A URI among them. */
        SAN_URI,
        /** An address among them. */
        SAN_IP,
        /** An e-mail address among them. */
        SAN_EMAIL;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** {@return the name of the field in a client's registration} */
        public String wireName() {
            return "tls_client_auth_" + stored();
        }

        static Optional<Kind> of(String stored) {
            return Arrays.stream(values())
                    .filter(kind -> kind.stored().equals(stored))
                    .findFirst();
        }
    }
}
