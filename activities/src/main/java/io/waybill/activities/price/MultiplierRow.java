package io.waybill.activities.price;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.math.BigDecimal;

/** A lane's multiplier in force. */
record MultiplierRow(Lane lane, BigDecimal multiplier) {

    MultiplierRow {
        requireNonNull(lane, "lane");
        requireNonNull(multiplier, "multiplier");
    }
}
