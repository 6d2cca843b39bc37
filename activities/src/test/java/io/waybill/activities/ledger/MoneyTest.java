package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0.000000001",
        "20000, 0.00002",
        "-20000, -0.00002",
        "1000000000, 1",
        "100000000000, 100",
        "1500000000, 1.5",
        "1000000001, 1.000000001",
        "9223372036854775807, 9223372036.854775807",
        "-9223372036854775808, -9223372036.854775808"
    })
    void rendersPlainDecimalsWithoutTrailingZeros(long nanos, String text) {
        assertThat(Money.render(nanos)).isEqualTo(text);
        assertThat(Money.nanos(new BigDecimal(text))).isEqualTo(nanos);
    }

    @Test
    void readsAmountsWithTrailingZerosAndExponents() {
        assertThat(Money.nanos(new BigDecimal("100.0000000000000"))).isEqualTo(100_000_000_000L);
        assertThat(Money.nanos(new BigDecimal("1E+2"))).isEqualTo(100_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"0.0000000001", "9223372036.854775808", "1E+30"})
    void refusesWhatDoesNotFit(String text) {
        var amount = new BigDecimal(text);

        assertThatThrownBy(() -> Money.nanos(amount)).isInstanceOf(ArithmeticException.class);
    }
}
