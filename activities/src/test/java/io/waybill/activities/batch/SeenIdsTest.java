package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenIdsTest {

    @Test
    void findsTheFirstOfEachIdAmongMany() {
        var ids = new SeenIds();

        for (int i = 0; i < 200_000; i++) {
            assertThat(ids.first("item-" + i, i)).isEqualTo(i);
        }

        for (int i = 0; i < 200_000; i += 1_001) {
            assertThat(ids.first("item-" + i, 200_000 + i)).isEqualTo(i);
        }
    }
}
