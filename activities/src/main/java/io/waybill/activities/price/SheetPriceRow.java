package io.waybill.activities.price;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/** A price in force. */
record SheetPriceRow(String model, Unit unit, BigDecimal perMillion) {

    SheetPriceRow {
        requireNonNull(model, "model");
        requireNonNull(unit, "unit");
        requireNonNull(perMillion, "perMillion");
    }
}
