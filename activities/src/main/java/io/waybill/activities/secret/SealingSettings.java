package io.waybill.activities.secret;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keys under which secrets are stored. {@link #toString} hides them.
 *
 * @param key 64 hexadecimal digits, 256 bits; null where {@code keyFile} has it
 * @param keyFile null where {@code key} is set
 * @param keyVersion number of that key, from 1; a new key gets a new number
 * @param previousKeys by number; what was sealed under them can still be opened
 */
@ConfigurationProperties("waybill.secret")
record SealingSettings(
        @Nullable String key,
        @Nullable Path keyFile,
        @DefaultValue("1") int keyVersion,
        @DefaultValue Map<Integer, String> previousKeys) {

    private static final String HEX_256_BITS = "[0-9a-fA-F]{64}";

    SealingSettings {
        key = Secrets.required("waybill.secret.key", key, keyFile);
        keyFile = null;
        previousKeys = Map.copyOf(previousKeys);
        require(keyVersion, key);
        previousKeys.forEach(SealingSettings::require);
        if (previousKeys.containsKey(keyVersion)) {
            throw new IllegalArgumentException(
                    "waybill.secret.key-version is " + keyVersion + ", which is a previous key's number too");
        }
    }

    private static void require(int version, String key) {
        if (version < 1) {
            throw new IllegalArgumentException(
                    "a key of waybill.secret has the number " + version + ", allowed from 1");
        }
        if (!key.matches(HEX_256_BITS)) {
            throw new IllegalArgumentException("key " + version
                    + " of waybill.secret must be 64 hexadecimal digits, it has " + key.length() + " characters");
        }
    }

    @Override
    public String toString() {
        return "SealingSettings[keyVersion=" + keyVersion + ", previousKeys=" + previousKeys.keySet() + "]";
    }
}
