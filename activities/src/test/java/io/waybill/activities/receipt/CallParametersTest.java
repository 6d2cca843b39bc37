package io.waybill.activities.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallParametersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",\"input\":\"x\"}|{\"model\":\"m\"}",
                "{ \"temperature\" : 0.70 , \"messages\":[{\"a\":[1,2]}],\"model\":\"ü\" }"
                        + "|{\"model\":\"ü\",\"temperature\" : 0.70}",
                "{\"stop\":[\"a,\",\"}\"],\"prompt\":[\"p\"],\"n\":1}|{\"n\":1,\"stop\":[\"a,\",\"}\"]}",
                "{\"tools\":[{\"f\":{\"x\":null}}],\"input\":1,\"instructions\":\"i\",\"b\":true}"
                        + "|{\"b\":true,\"tools\":[{\"f\":{\"x\":null}}]}",
                "{\"input\":\"x\"}|{}",
                "{}|{}"
            })
    void areTheMembersThatHoldNoInputAsTheyStandInTheOrderOfTheirNames(String body, String parameters) {
        byte[] found = CallParameters.of(body.getBytes(UTF_8));

        assertThat(new String(found, UTF_8)).isEqualTo(parameters);
    }
}
