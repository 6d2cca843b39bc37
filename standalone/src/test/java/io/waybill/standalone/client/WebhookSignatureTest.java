package io.waybill.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSignatureTest {

    /** The example of the libraries of Standard Webhooks. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final String BODY = "{\"test\": 2432232314}";
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_400);
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    @Test
    void takesTheExampleOfTheSpecification() {
        var signature = new WebhookSignature(ID, TIMESTAMP, "v1,AAAA " + SIGNATURE);

        assertThat(signature.wrong(SECRET, bytes(BODY), NOW, TOLERANCE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "msg_other | 1614265330 | {\"test\": 2432232314} | no part v1",
                "msg_p5jXN8AQM9LWM0D4loKWxJek | 1614265331 | {\"test\": 2432232314} | no part v1",
                "msg_p5jXN8AQM9LWM0D4loKWxJek | 1614265330 | {\"test\": 2432232315} | no part v1",
                "msg_p5jXN8AQM9LWM0D4loKWxJek | 1614265000 | {\"test\": 2432232314} | 400 s old",
                "msg_p5jXN8AQM9LWM0D4loKWxJek | tomorrow | {\"test\": 2432232314} | not a number"
            })
    void saysWhatIsWrong(String id, String timestamp, String body, String part) {
        var signature = new WebhookSignature(id, timestamp, SIGNATURE);

        assertThat(signature.wrong(SECRET, bytes(body), NOW, TOLERANCE)).contains(part);
    }

    @Test
    void refusesASecretThatIsTooShort() {
        var signature = new WebhookSignature(ID, TIMESTAMP, SIGNATURE);

        assertThat(signature.wrong("whsec_c2hvcnQ=", bytes(BODY), NOW, TOLERANCE))
                .contains("allowed are 24 to 64");
    }

    @Test
    void takesEd25519ByThePublicKey() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] x509 = keys.getPublic().getEncoded();
        String key =
                "whpk_" + Base64.getEncoder().encodeToString(Arrays.copyOfRange(x509, x509.length - 32, x509.length));
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(keys.getPrivate());
        signer.update(bytes(ID + "." + TIMESTAMP + "." + BODY));
        var signature = new WebhookSignature(
                ID, TIMESTAMP, SIGNATURE + " v1a," + Base64.getEncoder().encodeToString(signer.sign()));

        assertThat(signature.wrong(key, bytes(BODY), NOW, TOLERANCE)).isEmpty();
        assertThat(signature.wrong(key, bytes(BODY + " "), NOW, TOLERANCE)).contains("no part v1a");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
