package io.waybill.api.batch;

import io.waybill.activities.ledger.Money;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import io.waybill.workflows.batch.OnLimit;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the limits that a client sets for a batch. */
final class LimitReader {

    /** No batch costs so much; what is more is a slip. */
    private static final BigDecimal COST_MAX = new BigDecimal("1000000");

    private static final int CHARS_MAX = 32;

    private LimitReader() {}

    /** {@return an amount in nano-units: a decimal string, so that no client's floating point changes it} */
    static long cost(String field, String text) {
        if (text.length() <= CHARS_MAX && text.matches("\\d+(\\.\\d{1,9})?")) {
            var amount = new BigDecimal(text);
            if (amount.compareTo(COST_MAX) <= 0) {
                return Money.nanos(amount);
            }
        }
        throw ApiFailure.invalid(
                field,
                field + " must be a decimal string of 0 to " + COST_MAX
                        + ", with up to nine places, such as \"12.50\"");
    }

    /** {@return a rate from 0 to below 1} */
    static double rate(String field, JsonParser parser, JsonToken value) {
        if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
            var rate = parser.getDoubleValue();
            if (rate >= 0 && rate < 1) {
                return rate;
            }
        } else {
            throw ApiFailure.invalid(field, field + " must be a number, it is " + JsonBody.name(value));
        }
        throw ApiFailure.invalid(field, field + " must be from 0 to below 1, such as 0.05");
    }

    static boolean flag(String field, JsonToken value) {
        return switch (value) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw ApiFailure.invalid(field, field + " must be true or false, it is " + JsonBody.name(value));
        };
    }

    static OnLimit onLimit(String field, String text) {
        List<OnLimit> allowed = Arrays.asList(OnLimit.values());
        return allowed.stream()
                .filter(one -> one.name().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiFailure.invalid(field, field + " must be one of " + allowed));
    }
}
