package io.waybill.activities.account;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of accounts.
 *
 * @param currency ISO 4217 code of new accounts
 */
@ConfigurationProperties("waybill.account")
record AccountSettings(@DefaultValue("USD") String currency) {

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    AccountSettings {
        if (!CURRENCY.matcher(currency).matches()) {
            throw new IllegalArgumentException(
                    "waybill.account.currency is " + currency + ", allowed are three capital letters (ISO 4217)");
        }
    }
}
