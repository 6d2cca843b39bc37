package io.waybill.activities.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.EarlierSealing;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PepperTest {

    private static final byte[] PLAIN = "a private key".getBytes(StandardCharsets.UTF_8);

    private final Pepper pepper = new Peppers(new KeySettings("live", "p".repeat(32), null, 1, Map.of()));

    @Test
    void opensWhatWasSealedUnderIt() {
        byte[] sealed = EarlierSealing.seal("p".repeat(32), "key 7", PLAIN);

        assertThat(pepper.open(1, "key 7", sealed)).contains(PLAIN);
    }

    @Test
    void opensNothingOfAnotherPlaceOrPepper() {
        byte[] sealed = EarlierSealing.seal("p".repeat(32), "key 7", PLAIN);
        var other = new Peppers(new KeySettings("live", "q".repeat(32), null, 1, Map.of()));

        assertThatThrownBy(() -> pepper.open(1, "key 8", sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.open(1, "key 7", sealed)).isInstanceOf(IllegalStateException.class);
        assertThat(pepper.open(2, "key 7", sealed)).isEmpty();
        sealed[20] ^= 1;
        assertThatThrownBy(() -> pepper.open(1, "key 7", sealed)).isInstanceOf(IllegalStateException.class);
    }
}
