package io.waybill.activities.batch;

import io.waybill.activities.price.PriceSheet;
import io.waybill.activities.price.Unit;
import io.waybill.workflows.batch.Lane;
import java.util.List;
import java.util.function.Function;

/**
 * Prices of the models whose items hold the most they may cost and are charged what they took, as columns for one
 * statement; in nano-units, as decimals, because one token may cost a fraction of a nano-unit.
 */
@SuppressWarnings("ArrayRecordComponent") // parameters of a statement, never compared
record MeteredPrices(String[] models, String[] item, String[] input, String[] output) {

    static MeteredPrices of(PriceSheet sheet, Lane lane) {
        List<String> metered = sheet.prices().keySet().stream()
                .filter(sheet::isMetered)
                .sorted()
                .toList();
        return new MeteredPrices(
                metered.toArray(String[]::new),
                column(metered, model -> price(sheet, model, Unit.item, lane)),
                column(metered, model -> price(sheet, model, Unit.token, lane)),
                column(metered, model -> price(sheet, model, Unit.output_token, lane)));
    }

    private static String price(PriceSheet sheet, String model, Unit unit, Lane lane) {
        return sheet.nanosPerUnit(model, unit, lane).toPlainString();
    }

    private static String[] column(List<String> models, Function<String, String> price) {
        return models.stream().map(price).toArray(String[]::new);
    }
}
