package io.waybill.activities.batch;

import io.waybill.activities.price.PriceSheet;
import io.waybill.activities.price.Unit;
import io.waybill.workflows.batch.Lane;
import java.util.List;
import java.util.function.Function;

/**
 * Prices of the models whose items hold the most they may cost and are charged what they took, as columns for one
 * statement; in nano-units, as decimals, because one token may cost a fraction of a nano-unit.
 *
 * @param models that lists price by what they make
 * @param listed all models that lists price: what their manifests say does not count
 * @param multiplier nano-units that one unit costs in the lane, where a million cost one unit of the currency
 */
@SuppressWarnings("ArrayRecordComponent") // parameters of a statement, never compared
record MeteredPrices(
        String[] models, String[] item, String[] input, String[] output, String[] listed, String multiplier) {

    private static final int NANOS_DIGITS = 3;

    static MeteredPrices of(PriceSheet sheet, Lane lane) {
        List<String> metered = sheet.prices().keySet().stream()
                .filter(sheet::isMetered)
                .sorted()
                .toList();
        return new MeteredPrices(
                metered.toArray(String[]::new),
                column(metered, model -> price(sheet, model, Unit.item, lane)),
                column(metered, model -> price(sheet, model, Unit.token, lane)),
                column(metered, model -> price(sheet, model, Unit.output_token, lane)),
                sheet.prices().keySet().stream().sorted().toArray(String[]::new),
                sheet.multiplier(lane).movePointRight(NANOS_DIGITS).toPlainString());
    }

    private static String price(PriceSheet sheet, String model, Unit unit, Lane lane) {
        return sheet.nanosPerUnit(model, unit, lane).toPlainString();
    }

    private static String[] column(List<String> models, Function<String, String> price) {
        return models.stream().map(price).toArray(String[]::new);
    }
}
