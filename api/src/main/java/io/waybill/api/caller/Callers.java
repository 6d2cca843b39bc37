package io.waybill.api.caller;

import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import io.waybill.api.token.AccessTokens;
import io.waybill.api.token.BoundTokens;
import io.waybill.api.token.ClientCertificates;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whose a credential is, whatever its kind. What was asked before costs no query. */
@Component
final class Callers {

    private final ApiKeys keys;
    private final BoundTokens tokens;
    private final ClientCertificates certificates;

    Callers(ApiKeys keys, BoundTokens tokens, ClientCertificates certificates) {
        this.keys = keys;
        this.tokens = tokens;
        this.certificates = certificates;
    }

    /** {@return who it is, or empty where the credential does not hold} */
    Optional<Caller> resolve(Credential credential, HttpServletRequest request) {
        if (credential.isBearer() && AccessTokens.looksLikeOne(credential.text())) {
            return tokens.resolve(credential.text(), request);
        }
        // One that cannot be read is refused, even where a key needs none.
        certificates.of(request);
        return keys.resolve(credential.text());
    }
}
