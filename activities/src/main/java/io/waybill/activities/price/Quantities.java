package io.waybill.activities.price;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/**
 * How much of each unit an item takes, or may take at most.
 *
 * @param amounts by unit, 0 or more; seconds and megapixels may be fractions
 */
public record Quantities(Map<Unit, BigDecimal> amounts) {

    /** Checks the signs. */
    public Quantities {
        amounts = Map.copyOf(amounts);
        amounts.forEach((unit, amount) -> {
            if (amount.signum() < 0) {
                throw new IllegalArgumentException(unit + " is " + amount + ", 0 or more is allowed");
            }
        });
    }

    /**
     * {@return one item of text}
     *
     * @param inputTokens it has
     * @param outputTokens it made, or may make at most
     */
    public static Quantities text(long inputTokens, long outputTokens) {
        var amounts = new EnumMap<Unit, BigDecimal>(Unit.class);
        amounts.put(Unit.item, BigDecimal.ONE);
        amounts.put(Unit.token, BigDecimal.valueOf(inputTokens));
        amounts.put(Unit.output_token, BigDecimal.valueOf(outputTokens));
        return new Quantities(amounts);
    }

    /** {@return how much of a unit} */
    public BigDecimal of(Unit unit) {
        return amounts.getOrDefault(unit, BigDecimal.ZERO);
    }
}
