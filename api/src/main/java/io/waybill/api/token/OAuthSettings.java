package io.waybill.api.token;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of tokens.
 *
 * @param issuer where clients reach this platform, https in earnest; it stands in tokens and is the same for all
 *     processes; null for the loopback address, by the scheme and port of the listener
 * @param audience for whom tokens are; null for the issuer
 */
@ConfigurationProperties("waybill.oauth")
record OAuthSettings(@Nullable String issuer, @Nullable String audience) {

    OAuthSettings {
        issuer = issuer == null || issuer.isBlank() ? null : checked(issuer);
        audience = audience == null || audience.isBlank() ? null : audience;
    }

    private static String checked(String issuer) {
        URI uri = URI.create(issuer);
        if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null || issuer.endsWith("/")) {
            throw new IllegalArgumentException(
                    "waybill.oauth.issuer is " + issuer
                            + ", it must be a URL without query, fragment and slash at the end, such as https://api.example.org");
        }
        return issuer;
    }
}
