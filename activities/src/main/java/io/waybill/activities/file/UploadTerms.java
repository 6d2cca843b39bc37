package io.waybill.activities.file;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an upload is for, and for how long.
 *
 * @param purpose {@code batch} or {@code user_data}
 * @param keptFor {@link #KEPT_MIN} to {@link #KEPT_MAX} from its creation on; null for what its purpose says
 */
public record UploadTerms(String purpose, @Nullable Duration keptFor) {

    /** Shortest time for which a file is kept, as at OpenAI. */
    public static final Duration KEPT_MIN = Duration.ofHours(1);

    /** Longest time for which a file that ends by itself is kept, as at OpenAI. */
    public static final Duration KEPT_MAX = Duration.ofDays(30);

    /** Checks that the purpose is there; whether it is allowed is said by {@link Files#store}. */
    public UploadTerms {
        requireNonNull(purpose, "purpose");
    }

    /** {@return those that say nothing of time} */
    public static UploadTerms of(String purpose) {
        return new UploadTerms(purpose, null);
    }
}
