package io.waybill.activities.key;

import io.waybill.activities.secret.Secrets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of keys. {@link #toString} hides the peppers.
 *
 * @param environment of new keys, the second part of their text
 * @param pepper under which keys are stored, at least 32 characters; null where {@code pepperFile} has it
 * @param pepperFile null where {@code pepper} is set
 * @param pepperVersion number of that pepper; a new pepper gets a new number
 * @param previousPeppers by number; keys stored under them go on working
 */
@ConfigurationProperties("waybill.key")
record KeySettings(
        @DefaultValue("live") String environment,
        @Nullable String pepper,
        @Nullable Path pepperFile,
        @DefaultValue("1") int pepperVersion,
        @DefaultValue Map<Integer, String> previousPeppers) {

    /** A pepper of 32 hexadecimal digits has 128 bits. */
    private static final int PEPPER_CHARACTERS_MIN = 32;

    KeySettings {
        if (!KeyFormat.isEnvironment(environment)) {
            throw new IllegalArgumentException(
                    "waybill.key.environment is " + environment + ", allowed are 1 to 16 of a-z and 0-9");
        }
        pepper = Secrets.required("waybill.key.pepper", pepper, pepperFile);
        pepperFile = null;
        previousPeppers = Map.copyOf(previousPeppers);
        requireLong(pepper);
        previousPeppers.values().forEach(KeySettings::requireLong);
        if (previousPeppers.containsKey(pepperVersion)) {
            throw new IllegalArgumentException(
                    "waybill.key.pepper-version is " + pepperVersion + ", which is a previous pepper's number too");
        }
    }

    private static void requireLong(String pepper) {
        if (pepper.length() < PEPPER_CHARACTERS_MIN) {
            throw new IllegalArgumentException("waybill.key.pepper has " + pepper.length() + " characters, at least "
                    + PEPPER_CHARACTERS_MIN + " are needed");
        }
    }

    @Override
    public String toString() {
        return "KeySettings[environment=" + environment + ", pepperVersion=" + pepperVersion + "]";
    }
}
