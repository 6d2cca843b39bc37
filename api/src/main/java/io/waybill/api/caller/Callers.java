package io.waybill.api.caller;

import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whose a credential is, whatever its kind. What was asked before costs no query. */
@Component
final class Callers {

    private final ApiKeys keys;

    Callers(ApiKeys keys) {
        this.keys = keys;
    }

    /** {@return who it is, or empty where the credential does not hold} */
    Optional<Caller> resolve(Credential credential) {
        return keys.resolve(credential.text());
    }
}
