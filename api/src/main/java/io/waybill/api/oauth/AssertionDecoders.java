package io.waybill.api.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.waybill.activities.oauth.OAuthClients;
import io.waybill.api.token.ClientAssertions;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** Checks {@code private_key_jwt} by the keys that were registered. No URL of a client is ever fetched. */
@Component
@Lazy
final class AssertionDecoders implements JwtDecoderFactory<RegisteredClient> {

    private final OAuthClients clients;
    private final ClientAssertions assertions;

    AssertionDecoders(OAuthClients clients, ClientAssertions assertions) {
        this.clients = clients;
        this.assertions = assertions;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient registered) {
        var clientId = registered.getClientId();
        return text -> {
            var claims = assertions
                    .use(clientId, text, keys(clientId))
                    .orElseThrow(() -> new BadJwtException("the assertion does not hold, or was used before"));
            return new Jwt(
                    text,
                    null,
                    claims.getExpirationTime().toInstant(),
                    Map.of("alg", "checked"),
                    Map.of("iss", clientId, "sub", clientId, "jti", claims.getJWTID()));
        };
    }

    private List<PublicKey> keys(String clientId) {
        var set = clients.working(clientId).map(client -> client.publicKeys()).orElse("{\"keys\":[]}");
        try {
            return publicKeys(set);
        } catch (ParseException e) {
            throw new IllegalStateException("stored keys are readable", e);
        }
    }

    /** {@return the public keys of a JWK set} */
    static List<PublicKey> publicKeys(String set) throws ParseException {
        List<PublicKey> keys = new ArrayList<>();
        for (var key : JWKSet.parse(set).getKeys()) {
            if (key instanceof AsymmetricJWK asymmetric) {
                try {
                    keys.add(asymmetric.toPublicKey());
                } catch (JOSEException e) {
                    throw new ParseException("a key is not usable: " + e.getMessage(), 0);
                }
            }
        }
        return keys;
    }
}
