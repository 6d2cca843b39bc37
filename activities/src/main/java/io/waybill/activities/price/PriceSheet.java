package io.waybill.activities.price;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.ledger.Money;
import io.waybill.activities.ledger.Pricing;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.workflows.batch.Lane;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What is in force for an account: immutable, so a batch that remembers its version is priced to its end as it began. A
 * model that no list names costs what its manifest says.
 *
 * @param version the newest list that was looked at; 0 where there was none
 * @param prices for a million units, by model
 * @param multipliers of lanes; a lane that no list names has its default
 */
public record PriceSheet(long version, Map<String, Map<Unit, BigDecimal>> prices, Map<Lane, BigDecimal> multipliers) {

    /** Where there are no lists. */
    public static final PriceSheet MANIFESTS = new PriceSheet(0, Map.of(), Map.of());

    private static final int UNITS_DIGITS = 6;

    /** Copies the maps. */
    public PriceSheet {
        prices = Map.copyOf(prices);
        multipliers = Map.copyOf(multipliers);
    }

    /** {@return the price in nano-units, rounded up to a whole one} */
    public long priceNanos(ModelManifest manifest, Quantities quantities, Lane lane) {
        BigDecimal perMillion = of(manifest).entrySet().stream()
                .map(price -> price.getValue().multiply(quantities.of(price.getKey())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return perMillion
                .multiply(multiplier(lane))
                .movePointRight(Money.SCALE - UNITS_DIGITS)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** {@return prices of a million units of a model} */
    public Map<Unit, BigDecimal> of(ModelManifest manifest) {
        Map<Unit, BigDecimal> listed = prices.get(manifest.id());
        if (listed != null) {
            return listed;
        }
        ModelManifest.Pricing pricing = manifest.pricing();
        Unit unit = pricing.unit().equals("token") ? Unit.token : Unit.item;
        BigDecimal output = pricing.outputPerMillion();
        return output == null
                ? Map.of(unit, pricing.perMillion())
                : Map.of(unit, pricing.perMillion(), Unit.output_token, output);
    }

    /** {@return what a lane costs of the full price} */
    public BigDecimal multiplier(Lane lane) {
        BigDecimal listed = multipliers.get(requireNonNull(lane, "lane"));
        return listed == null ? Pricing.multiplier(lane) : listed;
    }

    /** {@return what one unit costs in a lane, in nano-units and fractions of them; 0 where it costs nothing} */
    public BigDecimal nanosPerUnit(String model, Unit unit, Lane lane) {
        return prices.getOrDefault(model, Map.of())
                .getOrDefault(unit, BigDecimal.ZERO)
                .multiply(multiplier(lane))
                .movePointRight(Money.SCALE - UNITS_DIGITS);
    }

    /** {@return whether a model's price depends on what it makes: then more is held than is captured} */
    public boolean isMetered(String model) {
        return prices.getOrDefault(model, Map.of()).containsKey(Unit.output_token);
    }
}
