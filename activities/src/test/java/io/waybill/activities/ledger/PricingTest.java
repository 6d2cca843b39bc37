package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.models.catalog.ModelManifest;
import io.waybill.workflows.batch.Lane;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {

    @ParameterizedTest
    @CsvSource({
        "0.02, 1000000, high, 20000000",
        "0.02, 1000000, interactive, 20000000",
        "0.02, 1000000, low, 10000000",
        "0.02, 1000000, fill, 5000000",
        "0.02, 16, low, 160",
        "0.0001, 1, high, 1",
        "0.00001, 1, high, 1",
        "0.0015, 1, low, 1",
        "0.003, 3, fill, 3",
        "0.02, 0, high, 0",
        "0, 1000, high, 0"
    })
    void roundsUpToAWholeNano(String perMillion, long units, Lane lane, long nanos) {
        var pricing = new ModelManifest.Pricing("token", new BigDecimal(perMillion), null);

        assertThat(Pricing.priceNanos(pricing, units, lane)).isEqualTo(nanos);
    }
}
