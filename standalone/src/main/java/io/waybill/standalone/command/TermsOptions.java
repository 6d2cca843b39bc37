package io.waybill.standalone.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new credential may do. What is left out is what the platform gives by itself. */
final class TermsOptions {

    @Option(
            names = "--scope",
            split = ",",
            paramLabel = "SCOPE",
            description =
                    "repeatable, or with commas: batch:read,files:read (default: all of an account but keys:manage)")
    private List<String> scopes = new ArrayList<>();

    @Option(
            names = "--network",
            split = ",",
            paramLabel = "CIDR",
            description = "repeatable, or with commas; from where it may be used (default: everywhere)")
    private List<String> networks = new ArrayList<>();

    @Option(names = "--rpm", paramLabel = "NUMBER", description = "requests a minute (default: the account's)")
    private @Nullable Integer requestsPerMinute; // null for the account's

    /** Adds them to a body of the API. */
    void addTo(Map<String, Object> body) {
        if (!scopes.isEmpty()) {
            body.put("scopes", scopes);
        }
        if (!networks.isEmpty()) {
            body.put("allowed_networks", networks);
        }
        if (requestsPerMinute != null) {
            body.put("rate_limit_rpm", requestsPerMinute);
        }
    }
}
