package io.waybill.api.token;

import java.util.List;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Under which name this platform issues tokens, and for whom. */
@Component
public final class Issuer {

    /** Path of the token endpoint. */
    public static final String TOKEN_PATH = "/v1/oauth/token";

    /** Path of the public keys. */
    public static final String KEYS_PATH = "/v1/oauth/jwks";

    private final OAuthSettings settings;
    private final Environment environment;
    private final String scheme;

    Issuer(OAuthSettings settings, Environment environment, ServerProperties server) {
        this.settings = settings;
        this.environment = environment;
        this.scheme = Ssl.isEnabled(server.getSsl()) ? "https" : "http";
    }

    /** {@return {@code iss} of tokens, a URL} */
    public String name() {
        var issuer = settings.issuer();
        return issuer == null
                ? scheme + "://127.0.0.1:"
                        + environment.getProperty("local.server.port", environment.getProperty("server.port", "8080"))
                : issuer;
    }

    /** {@return {@code aud} of tokens} */
    public String audience() {
        var audience = settings.audience();
        return audience == null ? name() : audience;
    }

    /** {@return what an assertion may name as its {@code aud} (RFC 7523, section 3)} */
    List<String> assertionAudiences() {
        return List.of(name(), name() + TOKEN_PATH);
    }
}
