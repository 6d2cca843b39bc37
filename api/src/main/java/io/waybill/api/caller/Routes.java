package io.waybill.api.caller;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** Every route and what it asks of the caller. A route that is not listed is not reachable. */
public final class Routes {

    /** The table. Patterns are those of the controllers. */
    public static final List<Route> ALL = List.of(
            open("GET", "/"),
            open("GET", "/health"),
            open("GET", "/livez"),
            open("GET", "/readyz"),
            open("GET", "/openapi.json"),
            open("GET", "/verify"),
            open("GET", "/v1/models"),
            open("GET", "/v1/models/{id}"),
            open("POST", "/v1/oauth/token"),
            open("GET", "/v1/oauth/jwks"),
            open("GET", "/.well-known/oauth-authorization-server"),
            scoped("POST", "/v1/oauth/clients", Scopes.KEYS_MANAGE),
            scoped("GET", "/v1/oauth/clients", Scopes.KEYS_MANAGE),
            scoped("DELETE", "/v1/oauth/clients/{id}", Scopes.KEYS_MANAGE),
            scoped("POST", "/v1/oauth/clients/{id}/rotate", Scopes.KEYS_MANAGE),
            scoped("POST", "/v1/oauth/clients/{id}/revoke-tokens", Scopes.KEYS_MANAGE),
            scoped("POST", "/v1/oauth/clients/{id}/certificates", Scopes.KEYS_MANAGE),
            scoped("GET", "/v1/oauth/clients/{id}/certificates", Scopes.KEYS_MANAGE),
            scoped("DELETE", "/v1/oauth/clients/{id}/certificates/{sha256}", Scopes.KEYS_MANAGE),
            scoped("POST", "/v1/oauth/trust-anchors", Scopes.KEYS_MANAGE),
            scoped("GET", "/v1/oauth/trust-anchors", Scopes.KEYS_MANAGE),
            scoped("DELETE", "/v1/oauth/trust-anchors/{id}", Scopes.KEYS_MANAGE),
            scoped("GET", "/v1/users/me", Scopes.USAGE_READ),
            scoped("POST", "/v1/keys", Scopes.KEYS_MANAGE),
            scoped("GET", "/v1/keys", Scopes.KEYS_MANAGE),
            scoped("DELETE", "/v1/keys/{id}", Scopes.KEYS_MANAGE),
            scoped("POST", "/v1/keys/{id}/rotate", Scopes.KEYS_MANAGE),
            scoped("PATCH", "/v1/users/me", Scopes.BILLING_TOPUP),
            scoped("GET", "/v1/transactions", Scopes.BILLING_READ),
            scoped("GET", "/v1/statements", Scopes.BILLING_READ),
            scoped("GET", "/v1/usage/logs", Scopes.USAGE_READ),
            scoped("GET", "/v1/usage/summary", Scopes.USAGE_READ),
            scoped("GET", "/v1/usage/by-model", Scopes.USAGE_READ),
            scoped("POST", "/v1/files", Scopes.FILES_WRITE),
            scoped("GET", "/v1/files", Scopes.FILES_READ),
            scoped("GET", "/v1/files/{id}", Scopes.FILES_READ),
            scoped("DELETE", "/v1/files/{id}", Scopes.FILES_WRITE),
            scoped("GET", "/v1/files/{id}/content", Scopes.FILES_READ),
            scoped("POST", "/v1/batches", Scopes.BATCH_WRITE),
            scoped("POST", "/v1/batches/preflight", Scopes.BATCH_WRITE),
            scoped("GET", "/v1/batches", Scopes.BATCH_READ),
            scoped("GET", "/v1/batches/{id}", Scopes.BATCH_READ),
            scoped("GET", "/v1/batches/{id}/results", Scopes.BATCH_READ),
            scoped("GET", "/v1/batches/{id}/events", Scopes.BATCH_READ),
            scoped("POST", "/v1/batches/{id}/cancel", Scopes.BATCH_CANCEL),
            scoped("POST", "/v1/batches/{id}:cancel", Scopes.BATCH_CANCEL),
            scoped("POST", "/v1/batches/{id}/requests", Scopes.BATCH_WRITE),
            scoped("GET", "/v1/batches/{id}/requests", Scopes.BATCH_READ),
            scoped("POST", "/v1/batches/{id}/seal", Scopes.BATCH_WRITE),
            scoped("POST", "/v1/batches/{id}/retry", Scopes.BATCH_WRITE),
            scoped("DELETE", "/v1/batches/{id}", Scopes.BATCH_WRITE),
            scoped("POST", "/v1/batches/{id}/pause", Scopes.BATCH_WRITE),
            scoped("POST", "/v1/batches/{id}/resume", Scopes.BATCH_WRITE),
            scoped("POST", "/v1/batches/{id}/reprioritise", Scopes.BATCH_WRITE),
            scoped("GET", "/v1/batches/{id}/receipts", Scopes.AUDIT_READ),
            scoped("GET", "/v1/batches/{id}/evidence", Scopes.AUDIT_READ),
            scoped("POST", "/v1/vaas", Scopes.AUDIT_WRITE),
            open("GET", "/v1/vaas/pubkey/current"),
            open("GET", "/v1/vaas/{id}"),
            open("GET", "/v1/vaas/{id}/verify"),
            open("GET", "/v1/vaas/{id}/evidence"),
            scoped("GET", "/v1/vaas/{id}/evidence/opened", Scopes.AUDIT_READ),
            scoped("POST", "/v1/vaas/{id}/forget", Scopes.AUDIT_WRITE),
            open("GET", "/.well-known/vaas/jwks.json"),
            open("GET", "/log/checkpoint"),
            open("GET", "/log/key"),
            open("GET", "/log/tile/{*path}"),
            open("GET", "/.well-known/webhooks/jwks.json"),
            scoped("POST", "/v1/webhooks", Scopes.WEBHOOKS_MANAGE),
            scoped("GET", "/v1/webhooks", Scopes.WEBHOOKS_MANAGE),
            scoped("GET", "/v1/webhooks/{id}", Scopes.WEBHOOKS_MANAGE),
            scoped("PATCH", "/v1/webhooks/{id}", Scopes.WEBHOOKS_MANAGE),
            scoped("DELETE", "/v1/webhooks/{id}", Scopes.WEBHOOKS_MANAGE),
            scoped("POST", "/v1/webhooks/{id}/rotate", Scopes.WEBHOOKS_MANAGE),
            scoped("POST", "/v1/webhooks/secret/rotate", Scopes.WEBHOOKS_MANAGE),
            scoped("POST", "/v1/webhooks/{id}/test", Scopes.WEBHOOKS_MANAGE),
            scoped("GET", "/v1/webhooks/{id}/deliveries", Scopes.WEBHOOKS_MANAGE),
            scoped("GET", "/v1/webhooks/{id}/deliveries/{event_id}", Scopes.WEBHOOKS_MANAGE),
            scoped("POST", "/v1/webhooks/{id}/deliveries/{event_id}/redeliver", Scopes.WEBHOOKS_MANAGE),
            scoped("POST", "/v1/webhooks/{id}/redeliver", Scopes.WEBHOOKS_MANAGE),
            scoped("POST", "/v1/webhooks/{id}/replay", Scopes.WEBHOOKS_MANAGE),
            scoped("POST", "/v1/embeddings", Scopes.MODELS_INVOKE),
            scoped("POST", "/v1/chat/completions", Scopes.MODELS_INVOKE),
            scoped("POST", "/v1/completions", Scopes.MODELS_INVOKE),
            scoped("POST", "/v1/responses", Scopes.MODELS_INVOKE),
            scoped("POST", "/v1/admin/accounts", Scopes.ADMIN),
            scoped("POST", "/v1/admin/accounts/{id}/keys", Scopes.ADMIN),
            scoped("POST", "/v1/admin/accounts/{id}/revoke-tokens", Scopes.ADMIN),
            scoped("POST", "/v1/admin/oauth/revoke-token", Scopes.ADMIN),
            scoped("POST", "/v1/admin/oauth/rotate-signing-key", Scopes.ADMIN),
            scoped("GET", "/v1/admin/accounts/{id}", Scopes.ADMIN),
            scoped("POST", "/v1/admin/accounts/{id}/credits", Scopes.ADMIN),
            scoped("POST", "/v1/admin/accounts/{id}/debits", Scopes.ADMIN),
            scoped("POST", "/v1/admin/accounts/{id}/freeze", Scopes.ADMIN),
            scoped("POST", "/v1/admin/accounts/{id}/unfreeze", Scopes.ADMIN),
            scoped("PUT", "/v1/admin/accounts/{id}/limits", Scopes.ADMIN),
            scoped("POST", "/v1/admin/refunds", Scopes.ADMIN),
            scoped("POST", "/v1/admin/price-lists", Scopes.ADMIN),
            scoped("GET", "/v1/admin/price-lists", Scopes.ADMIN),
            scoped("GET", "/v1/admin/log", Scopes.ADMIN),
            scoped("POST", "/v1/admin/log/check", Scopes.ADMIN),
            scoped("POST", "/v1/admin/receipt-keys/{purpose}/rotate", Scopes.ADMIN),
            scoped("POST", "/v1/admin/receipt-keys/{key_id}/revoke", Scopes.ADMIN),
            scoped("GET", "/v1/admin/audit", Scopes.ADMIN));

    private Routes() {}

    /** {@return the route, or empty where none is listed; HEAD is as GET} */
    public static Optional<Route> find(String method, String pattern) {
        var asked = method.equals("HEAD") ? "GET" : method;
        return ALL.stream()
                .filter(route -> route.method().equals(asked) && route.pattern().equals(pattern))
                .findFirst();
    }

    private static Route open(String method, String pattern) {
        return new Route(method, pattern, new Access.Open());
    }

    private static Route scoped(String method, String pattern, String scope) {
        return new Route(method, pattern, new Access.Scoped(scope));
    }

    /** A route. */
    public record Route(String method, String pattern, Access access) {

        /** Checks that what must be there is. */
        public Route {
            requireNonNull(method, "method");
            requireNonNull(pattern, "pattern");
            requireNonNull(access, "access");
        }
    }

    /** What a route asks of the caller. */
    public sealed interface Access {

        /** Nothing. */
        record Open() implements Access {}

        /** A credential with this scope. */
        record Scoped(String scope) implements Access {

            /** Checks that what must be there is. */
            public Scoped {
                requireNonNull(scope, "scope");
            }
        }
    }
}
