package io.waybill.api.oauth;

import io.waybill.activities.oauth.AuthMethod;
import io.waybill.activities.oauth.OAuthClient;
import io.waybill.activities.oauth.OAuthClients;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/** Clients as the authorization server knows them. What stands for a secret there is the client's id. */
@Component
@Lazy
final class RegisteredClients implements RegisteredClientRepository, PasswordEncoder {

    private final OAuthClients clients;

    RegisteredClients(OAuthClients clients) {
        this.clients = clients;
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("clients are made under /v1/oauth/clients");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return clients.working(clientId).map(RegisteredClients::registered).orElse(null);
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence secret) {
        throw new UnsupportedOperationException("secrets are made by the platform");
    }

    @Override
    public boolean matches(@Nullable CharSequence secret, @Nullable String clientId) {
        return secret != null && clientId != null && clients.isSecretOf(clientId, secret.toString());
    }

    static RegisteredClient registered(OAuthClient client) {
        var builder = RegisteredClient.withId(client.id())
                .clientId(client.id())
                .clientIdIssuedAt(client.createdAt())
                .clientName(client.name())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scopes(scopes -> scopes.addAll(client.scopes()))
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(OAuthClients.TOKEN_LIFE)
                        .build());
        switch (client.method()) {
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST ->
                builder.clientSecret(client.id())
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST);
            case PRIVATE_KEY_JWT, TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH ->
                builder.clientAuthenticationMethod(method(client.method()));
        }
        return builder.build();
    }

    static ClientAuthenticationMethod method(AuthMethod method) {
        return ClientAuthenticationMethod.valueOf(method.wireName());
    }
}
