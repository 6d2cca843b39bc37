package io.waybill.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    @Test
    void knowsThisProcess() {
        var own = ProcessIdentity.own();

        assertThat(own.lives()).isTrue();
    }

    @Test
    void takesALaterProcessOfTheSameNumberForAnother() {
        var own = ProcessIdentity.own();
        var earlier = new ProcessIdentity(own.pid(), own.startedAt().minus(Duration.ofMinutes(1)));

        assertThat(earlier.lives()).isFalse();
    }
}
