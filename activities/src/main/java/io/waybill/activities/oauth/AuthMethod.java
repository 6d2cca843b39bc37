package io.waybill.activities.oauth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a client shows at the token endpoint who it is (RFC 7591, {@code token_endpoint_auth_method}; RFC 8705). */
public enum AuthMethod {
    /** Its secret, in {@code Authorization: Basic}. The secret may stand in the form too. */
    CLIENT_SECRET_BASIC,
    /** Its secret in the form; the header is taken too. */
    CLIENT_SECRET_POST,
    /** An assertion signed with one of its keys (RFC 7523). */
    PRIVATE_KEY_JWT,
    /** A certificate issued under one of its account's anchors. */
    TLS_CLIENT_AUTH,
    /** A certificate that was registered. */
    SELF_SIGNED_TLS_CLIENT_AUTH;

    /** {@return its name on the wire} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return whether it has a secret} */
    public boolean hasSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }

    /** {@return whether its tokens are bound to its certificate} */
    public boolean hasCertificate() {
        return this == TLS_CLIENT_AUTH || this == SELF_SIGNED_TLS_CLIENT_AUTH;
    }

    /** {@return the method of a wire name, or empty} */
    public static Optional<AuthMethod> of(String wireName) {
        return Arrays.stream(values())
                .filter(method -> method.wireName().equals(wireName))
                .findFirst();
    }
}
