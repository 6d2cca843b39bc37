package io.waybill.api.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.identity.Network;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.KeyTerms;
import io.waybill.activities.ledger.Money;
import io.waybill.api.caller.Scopes;
import io.waybill.api.error.ApiFailure;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Body of a new key. Every field may be null: then it is the default.
 *
 * @param key an organisation key to import; operators alone give one
 * @param monthlyBudgetCents whole cents; {@code monthlyBudget} is exact, and one of them is given
 */
@Schema(name = "NewKey")
record KeyRequest(
        @JsonProperty("name") @Schema(example = "Production Key") @Nullable
        String name,

        @JsonProperty("key") @Schema(hidden = true) @Nullable
        String key,

        @JsonProperty("rate_limit_rpm") @Schema(example = "120") @Nullable
        Integer rateLimitRpm,

        @JsonProperty("monthly_budget_cents") @Schema(example = "500000") @Nullable
        Long monthlyBudgetCents,

        @JsonProperty("monthly_budget") @Schema(example = "5000.00") @Nullable
        String monthlyBudget,

        @JsonProperty("scopes") @Nullable List<String> scopes,

        @JsonProperty("allowed_networks") @Schema(example = "[\"192.0.2.0/24\"]") @Nullable
        List<String> allowedNetworks,

        @JsonProperty("expires_at") @Schema(example = "2027-01-01T00:00:00Z") @Nullable
        String expiresAt) {

    private static final long NANOS_PER_CENT = 10_000_000;
    private static final long BUDGET_CENTS_MAX = 100_000_000;
    private static final BigDecimal BUDGET_MAX = new BigDecimal("1000000");
    private static final int BUDGET_CHARS_MAX = 32;
    private static final String UNNAMED = "unnamed";

    /** {@return the name, checked} */
    String checkedName() {
        if (name == null) {
            return UNNAMED;
        }
        if (name.isBlank() || name.length() > ApiKeys.NAME_CHARS_MAX || name.indexOf('\0') >= 0) {
            throw ApiFailure.invalid("name", "name must have 1 to " + ApiKeys.NAME_CHARS_MAX + " characters");
        }
        return name;
    }

    /** {@return the terms, each checked for itself; scopes are {@code otherwise} where none were given} */
    KeyTerms terms(Set<String> otherwise, Instant now) {
        return new KeyTerms(scopes(otherwise), networks(), requestsPerMinute(), budgetNanos(), expiry(now));
    }

    private Set<String> scopes(Set<String> otherwise) {
        if (scopes == null) {
            return otherwise;
        }
        for (var scope : scopes) {
            if (scope == null || !Scopes.exists(scope)) {
                throw ApiFailure.invalid("scopes", "there is no scope '" + scope + "'; docs/api.md lists them");
            }
        }
        if (scopes.isEmpty()) {
            throw ApiFailure.invalid("scopes", "scopes must name at least one; leave it out for the default");
        }
        return Set.copyOf(scopes);
    }

    private List<Network> networks() {
        if (allowedNetworks == null) {
            return List.of();
        }
        if (allowedNetworks.size() > Network.PER_CREDENTIAL_MAX) {
            throw ApiFailure.invalid(
                    "allowed_networks",
                    "allowed_networks has " + allowedNetworks.size() + " entries, at most " + Network.PER_CREDENTIAL_MAX
                            + " are allowed");
        }
        try {
            return allowedNetworks.stream()
                    .map(text -> Network.parse(text == null ? "null" : text))
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw ApiFailure.invalid("allowed_networks", "allowed_networks: " + e.getMessage());
        }
    }

    private @Nullable Integer requestsPerMinute() {
        if (rateLimitRpm != null && (rateLimitRpm < 1 || rateLimitRpm > KeyTerms.REQUESTS_PER_MINUTE_MAX)) {
            throw ApiFailure.invalid(
                    "rate_limit_rpm",
                    "rate_limit_rpm must be a whole number from 1 to " + KeyTerms.REQUESTS_PER_MINUTE_MAX);
        }
        return rateLimitRpm;
    }

    private @Nullable Long budgetNanos() {
        if (monthlyBudgetCents != null && monthlyBudget != null) {
            throw ApiFailure.invalid("monthly_budget", "give monthly_budget or monthly_budget_cents, not both");
        }
        if (monthlyBudgetCents != null) {
            if (monthlyBudgetCents < 1 || monthlyBudgetCents > BUDGET_CENTS_MAX) {
                throw ApiFailure.invalid(
                        "monthly_budget_cents",
                        "monthly_budget_cents must be a whole number from 1 to " + BUDGET_CENTS_MAX
                                + "; leave it out for no budget");
            }
            return monthlyBudgetCents * NANOS_PER_CENT;
        }
        return monthlyBudget == null ? null : exactBudgetNanos(monthlyBudget);
    }

    private static long exactBudgetNanos(String budget) {
        if (budget.length() <= BUDGET_CHARS_MAX && budget.matches("\\d+(\\.\\d{1,9})?")) {
            var decimal = new BigDecimal(budget);
            if (decimal.signum() > 0 && decimal.compareTo(BUDGET_MAX) <= 0) {
                return Money.nanos(decimal);
            }
        }
        throw ApiFailure.invalid(
                "monthly_budget",
                "monthly_budget must be a decimal string over 0 and at most " + BUDGET_MAX
                        + ", with up to nine places, such as \"5000.00\"");
    }

    private @Nullable Instant expiry(Instant now) {
        if (expiresAt == null) {
            return null;
        }
        try {
            var end = OffsetDateTime.parse(expiresAt).toInstant();
            if (end.isAfter(now)) {
                return end;
            }
        } catch (DateTimeException _) {
            // answered below
        }
        throw ApiFailure.invalid(
                "expires_at",
                "expires_at must be an RFC 3339 time in the future, such as " + "\"2027-01-01T00:00:00Z\"");
    }

    @Override
    public String toString() {
        return "KeyRequest[name=" + name + "]";
    }
}
