package io.waybill.activities.key;

import io.waybill.activities.secret.Secrets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The operator's first key. {@link #toString} hides it.
 *
 * @param adminKey null where {@code adminKeyFile} has it, or where there is to be none
 * @param adminKeyFile null where {@code adminKey} is set, or where there is to be none
 */
@ConfigurationProperties("waybill.bootstrap")
record BootstrapSettings(
        @Nullable String adminKey, @Nullable Path adminKeyFile) {

    private static final String NAME = "waybill.bootstrap.admin-key";

    /** {@return the key, or empty where none is set} */
    Optional<KeyFormat.Parsed> key() {
        return Secrets.optional(NAME, adminKey, adminKeyFile)
                .map(text -> KeyFormat.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(NAME
                                + " is not of the form wb_<env>_<10 characters>_<43 characters><checksum>, or its"
                                + " checksum is wrong")));
    }

    @Override
    public String toString() {
        return "BootstrapSettings[]";
    }
}
