package io.waybill.api.oauth;

import io.waybill.activities.identity.Network;
import io.waybill.activities.rate.RateLimits;
import io.waybill.api.request.Buckets;
import io.waybill.api.request.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/**
 * How often tokens are asked for. Who asks is not known before credentials were checked, so requests count by address
 * first, and by client once it has shown who it is: whoever only knows a client's id uses nothing of its own.
 */
@Component
final class TokenRates {

    /** Whoever has one address of IPv6 has a /64 of them. */
    private static final int IPV6_BYTES = 8;

    private final Buckets addresses;
    private final RateLimits clients;
    private final int perClient;

    TokenRates(RateLimits clients, Limits limits, Clock clock) {
        this.addresses = new Buckets(limits.tokenRequestsPerAddress(), clock);
        this.clients = clients;
        this.perClient = limits.tokensPerClient();
    }

    /** {@return zero where a request from {@code address} may go on, else when the next one may come} */
    Duration ofAddress(String address) {
        return addresses.take(subject(address));
    }

    private static byte[] subject(String address) {
        var scope = address.indexOf('%');
        try {
            var bytes = Network.address(scope < 0 ? address : address.substring(0, scope))
                    .getAddress();
            return bytes.length > IPV6_BYTES ? Arrays.copyOf(bytes, IPV6_BYTES) : bytes;
        } catch (IllegalArgumentException _) {
            return address.getBytes(StandardCharsets.UTF_8); // a proxy may say "unknown"
        }
    }

    /** {@return zero where the client may have one more token, else when} */
    Duration ofClient(String clientId) {
        var decision = clients.take("token:" + clientId, perClient);
        return decision.allowed() ? Duration.ZERO : decision.retryAfter();
    }
}
