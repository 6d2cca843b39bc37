package io.waybill.activities.log;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.log.LogDataMalformed;
import io.waybill.receipts.log.NoteKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The log.
 *
 * @param origin its name in checkpoints: of the log's address without scheme, where it has a public one; fixed with the
 *     first leaf
 * @param interval between two looks at what is queued
 * @param witnesses by any name: verifier key, a space, and the address below which {@code add-checkpoint} is
 * @param witnessEvery how often they are asked to cosign
 */
@ConfigurationProperties("waybill.log")
public record LogSettings(
        @DefaultValue("waybill.local/log") String origin,
        @DefaultValue("1s") Duration interval,
        @DefaultValue Map<String, String> witnesses,
        @DefaultValue("1h") Duration witnessEvery) {

    private static final Duration INTERVAL_MIN = Duration.ofMillis(10);
    private static final int WITNESSES_MAX = 16; // signatures that every reader of a note must take

    /** Checks the ranges. */
    public LogSettings {
        requireNonNull(origin, "origin");
        witnesses = Map.copyOf(witnesses);
        if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("waybill.log.interval is " + interval + ", 10 ms to 1 min are allowed");
        }
        if (witnessEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "waybill.log.witness-every is " + witnessEvery + ", 1 s or more is allowed");
        }
        if (witnesses.size() > WITNESSES_MAX) {
            throw new IllegalArgumentException(
                    "waybill.log.witnesses has " + witnesses.size() + " entries, " + WITNESSES_MAX + " are allowed");
        }
        witnesses.forEach(LogSettings::parse);
    }

    /** {@return the witnesses, in the order of their names} */
    List<Witness> parsed() {
        return new TreeMap<>(witnesses)
                .entrySet().stream()
                        .map(entry -> parse(entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static Witness parse(String name, String text) {
        String[] parts = text.strip().split(" ", -1);
        try {
            if (parts.length == 2) {
                var key = NoteKey.parse(parts[0]);
                var url = URI.create(parts[1]);
                if (key.kind() == NoteKey.Kind.COSIGNATURE && url.getHost() != null) {
                    return new Witness(key, url);
                }
            }
        } catch (LogDataMalformed | IllegalArgumentException e) {
            throw new IllegalArgumentException("waybill.log.witnesses." + name + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("waybill.log.witnesses." + name
                + ": a verifier key of kind cosignature, a space, and an http or https address are expected");
    }

    /** One that is asked. */
    record Witness(NoteKey key, URI url) {}
}
