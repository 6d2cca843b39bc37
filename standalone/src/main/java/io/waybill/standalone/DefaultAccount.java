package io.waybill.standalone;

import static java.util.Objects.requireNonNull;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Json;
import io.waybill.standalone.data.Secrets;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The account that a data directory starts with. {@link #toString} hides its key. */
record DefaultAccount(String id, String apiKey) {

    private static final String SECRET = "account.json";
    private static final String CREDITED = "account-credited";
    private static final String STARTING_BALANCE = "100.00";

    DefaultAccount {
        requireNonNull(id, "id");
        requireNonNull(apiKey, "apiKey");
    }

    /** {@return the account, made with its starting balance on first use} */
    static DefaultAccount of(Secrets secrets, ApiClient operator) throws IOException, InterruptedException {
        Optional<String> kept = secrets.find(SECRET);
        DefaultAccount account =
                kept.isPresent() ? Json.MAPPER.readValue(kept.get(), DefaultAccount.class) : make(secrets, operator);
        if (secrets.find(CREDITED).isEmpty()) {
            operator.postOnce(
                    "/v1/admin/accounts/" + account.id() + "/credits",
                    Map.of("amount", STARTING_BALANCE, "reason", "starting balance"),
                    "starting-balance-" + account.id());
            secrets.put(CREDITED, STARTING_BALANCE);
        }
        return account;
    }

    private static DefaultAccount make(Secrets secrets, ApiClient operator) throws IOException, InterruptedException {
        JsonNode made = operator.post("/v1/admin/accounts", Map.of("name", "default"));
        var account = new DefaultAccount(
                made.required("id").asString(), made.required("api_key").asString());
        secrets.put(SECRET, Json.MAPPER.writeValueAsString(account));
        return account;
    }

    @Override
    public String toString() {
        return "DefaultAccount[id=" + id + "]";
    }
}
