package io.waybill.api.request;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Answers that stay open.
 *
 * @param process most of them at a time in one process: each has a connection, a virtual thread and about 200 kB
 * @param account most of them at a time for one account in one process
 * @param heartbeat what is silent this long says that it is alive; also how soon an ended credential ends it
 */
@ConfigurationProperties("waybill.streams")
public record StreamSettings(
        @DefaultValue("512") int process,
        @DefaultValue("32") int account,
        @DefaultValue("5s") Duration heartbeat) {

    private static final int PROCESS_MAX = 4096;

    /** Checks ranges. */
    public StreamSettings {
        requireNonNull(heartbeat, "heartbeat");
        if (process < 1 || process > PROCESS_MAX) {
            throw new IllegalArgumentException(
                    "waybill.streams.process is " + process + ", allowed are 1.." + PROCESS_MAX);
        }
        if (account < 1 || account > process) {
            throw new IllegalArgumentException("waybill.streams.account is " + account + ", allowed are 1.." + process
                    + " (waybill.streams.process)");
        }
        if (heartbeat.toMillis() < 1 || heartbeat.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("waybill.streams.heartbeat is " + heartbeat + ", allowed are 1ms..1m");
        }
    }
}
