package io.waybill.activities.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** HMAC-SHA-256 of keys under numbered peppers. Thread-safe. */
@Component
final class Peppers {

    private static final String ALGORITHM = "HmacSHA256";

    private final Map<Integer, SecretKey> byVersion;
    private final int current;

    Peppers(KeySettings settings) {
        var peppers = new HashMap<>(settings.previousPeppers());
        peppers.put(settings.pepperVersion(), String.valueOf(settings.pepper()));
        var secrets = new HashMap<Integer, SecretKey>();
        peppers.forEach((version, pepper) ->
                secrets.put(version, new SecretKeySpec(pepper.getBytes(StandardCharsets.UTF_8), ALGORITHM)));
        this.byVersion = Map.copyOf(secrets);
        this.current = settings.pepperVersion();
    }

    /** {@return the number of the pepper for new keys} */
    int current() {
        return current;
    }

    /** {@return the numbers of all peppers} */
    Set<Integer> versions() {
        return byVersion.keySet();
    }

    /** {@return the key's HMAC, or empty where there is no pepper of that number} */
    Optional<byte[]> hmac(int version, String key) {
        return Optional.ofNullable(byVersion.get(version)).map(secret -> {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(secret);
                return mac.doFinal(key.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        });
    }
}
