package io.waybill.api.key;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Key;
import io.waybill.activities.ledger.Money;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A key.
 *
 * @param key its text, where it was made by this call; null otherwise
 * @param monthlyBudgetCents whole cents, rounded down; {@code monthlyBudget} is exact; both null where it has none
 * @param expiresAt null where it does not expire
 */
@Schema(name = "ApiKey")
record KeyView(
        @JsonProperty("id") String id,

        @JsonProperty("object") @Schema(example = "api_key") String object,

        @JsonProperty("key") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String key,

        @JsonProperty("key_prefix") @Schema(example = "wb_live")
        String keyPrefix,

        @JsonProperty("last4") String last4,
        @JsonProperty("name") String name,
        @JsonProperty("is_active") boolean isActive,
        @JsonProperty("scopes") List<String> scopes,

        @JsonProperty("allowed_networks") List<String> allowedNetworks,

        @JsonProperty("rate_limit_rpm") @Nullable Integer rateLimitRpm,
        @JsonProperty("monthly_budget_cents") @Nullable Long monthlyBudgetCents,
        @JsonProperty("monthly_budget") @Nullable String monthlyBudget,

        @JsonProperty("created_at") @Schema(example = "2026-04-08T18:00:00Z")
        String createdAt,

        @JsonProperty("expires_at") @Nullable String expiresAt) {

    private static final long NANOS_PER_CENT = 10_000_000;

    KeyView {
        requireNonNull(id, "id");
        requireNonNull(object, "object");
        requireNonNull(keyPrefix, "keyPrefix");
        requireNonNull(last4, "last4");
        requireNonNull(name, "name");
        scopes = List.copyOf(scopes);
        allowedNetworks = List.copyOf(allowedNetworks);
        requireNonNull(createdAt, "createdAt");
    }

    static KeyView of(Key key) {
        return of(key, null);
    }

    static KeyView of(ApiKeys.IssuedKey issued) {
        return of(issued.key(), issued.text());
    }

    private static KeyView of(Key key, @Nullable String text) {
        var terms = key.terms();
        var budget = terms.monthlyBudgetNanos();
        return new KeyView(
                key.id(),
                "api_key",
                text,
                key.prefix(),
                key.last4(),
                key.name(),
                key.active(),
                terms.scopes().stream().sorted().toList(),
                terms.networks().stream().map(Object::toString).toList(),
                terms.requestsPerMinute(),
                budget == null ? null : Math.floorDiv(budget, NANOS_PER_CENT),
                budget == null ? null : Money.render(budget),
                key.createdAt().toString(),
                text(terms.expiresAt()));
    }

    /** {@return scopes as one text, as OAuth writes them} */
    static String scopes(Set<String> scopes) {
        return String.join(" ", new TreeSet<>(scopes));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    @Override
    public String toString() {
        return "KeyView[id=" + id + "]";
    }
}
