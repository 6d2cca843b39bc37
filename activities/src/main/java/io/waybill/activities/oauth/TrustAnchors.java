package io.waybill.activities.oauth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;

/** Certificate authorities that accounts trust to name their clients. Nobody else's count for an account. */
public interface TrustAnchors {

    /** Longest name. */
    int NAME_CHARS_MAX = 200;

    /** Anchors that an account may have at a time: each is tried when a certificate is checked. */
    int PER_ACCOUNT_MAX = 20;

    /**
     * Trusts {@code certificate}, whose fitness the caller has checked. The same certificate a second time is the
     * anchor that is there, under its old name.
     *
     * @param sha256 of the certificate, in hexadecimal
     * @throws TooManyAnchors where the account has {@link #PER_ACCOUNT_MAX}
     */
    TrustAnchor add(UUID accountId, String name, X509Certificate certificate, String sha256);

    /** {@return the account's anchors, the newest first} */
    List<TrustAnchor> list(UUID accountId);

    /** {@return the same; what was asked before costs no query, and is the same list until something changes} */
    List<TrustAnchor> working(UUID accountId);

    /**
     * Trusts it no more: what is issued under it is refused everywhere within 5 s.
     *
     * @return false where the account has no such anchor
     */
    boolean delete(UUID accountId, UUID id);
}
