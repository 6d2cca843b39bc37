package io.waybill.activities.webhook;

import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request as a receiver got it. */
record Received(Map<String, List<String>> headers, String body) {

    static Received of(String request) {
        int end = request.indexOf("\n\n");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.substring(0, end).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        });
        return new Received(headers, request.substring(end + 2));
    }

    String header(String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    String id() {
        return header("webhook-id");
    }

    /** Throws where the library of others does not take it. */
    void verify(String secret) {
        try {
            new Webhook(secret).verify(body, HttpHeaders.of(headers, (_, _) -> true));
        } catch (Exception e) {
            throw new AssertionError("not verified: " + headers, e);
        }
    }
}
