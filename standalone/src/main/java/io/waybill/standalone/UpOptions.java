package io.waybill.standalone;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.http.Networks;
import io.waybill.standalone.data.DataDirectory;
import java.util.List;

/**
 * What to start.
 *
 * @param port of the API; 0 for the last one or 8080
 * @param temporalUiPort 0 for the last one or 8233
 * @param temporal {@code auto}, {@code in-memory} or {@code HOST:PORT}
 * @param split whether api, worker and gpu-worker are processes of their own
 * @param echo whether the built-in test model is there
 * @param allowedNetworks CIDR blocks that webhooks may reach although they are private
 */
public record UpOptions(
        DataDirectory data,
        int port,
        int temporalUiPort,
        String temporal,
        boolean split,
        boolean echo,
        List<String> allowedNetworks) {

    /** Starts the pinned server, or the one on the {@code PATH}. */
    public static final String AUTO = "auto";

    /** Starts the in-memory server. */
    public static final String IN_MEMORY = "in-memory";

    /** Checks that what must be there is. */
    public UpOptions {
        requireNonNull(data, "data");
        requireNonNull(temporal, "temporal");
        allowedNetworks = List.copyOf(allowedNetworks);
        Networks.parse("--allow-network", allowedNetworks);
        boolean known = temporal.equals(AUTO) || temporal.equals(IN_MEMORY) || temporal.matches("[^:]+:\\d{1,5}");
        if (!known) {
            throw new IllegalArgumentException(
                    "--temporal is " + temporal + ", allowed are auto, in-memory and HOST:PORT");
        }
    }

    /** {@return whether the server is one that we do not start} */
    boolean isTemporalExternal() {
        return !temporal.equals(AUTO) && !temporal.equals(IN_MEMORY);
    }
}
