package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NanosTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 USD",
        "1, 0.000000001 USD",
        "123000, 0.000123 USD",
        "10000000, 0.01 USD",
        "1500000000, 1.50 USD",
        "12345678901234567, 12345678.901234567 USD",
        "-1500000001, -1.500000001 USD",
        "-1, -0.000000001 USD",
        "9223372036854775807, 9223372036.854775807 USD",
        "-9223372036854775808, -9223372036.854775808 USD"
    })
    void rendersEveryNanoAndNoMoreZerosThanCents(long nanos, String rendered) {
        assertThat(new Nanos("USD").render(nanos)).isEqualTo(rendered);
    }

    @Test
    void namesTheCurrencyThatWasTold() {
        assertThat(Nanos.of("EUR").render(5)).isEqualTo("0.000000005 EUR");
        assertThat(Nanos.of(null).render(5)).isEqualTo("0.000000005 USD");
    }
}
