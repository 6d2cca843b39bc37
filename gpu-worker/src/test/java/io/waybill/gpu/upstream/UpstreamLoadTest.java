package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.gpu.upstream.Upstreams.Told;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many streams at a time on a server that takes fewer. */
@Timeout(60)
class UpstreamLoadTest {

    private static final int STREAMS = 50;
    private static final int CALLS = 400;
    private static final int CAPACITY = 12;

    @Test
    void settlesAtWhatTheServerTakes() throws Exception {
        var registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        var refused = new AtomicInteger();
        var late = new CopyOnWriteArrayList<Integer>();
        try (var server = new ScriptedServer();
                var generator = Upstreams.open(server.url());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.always(call -> {
                if (server.now() > CAPACITY) {
                    refused.incrementAndGet();
                    call.json(429, "{}", "Retry-After: 0\r\n");
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(10);
                call.stream("a", "b", "c");
            });
            var left = new AtomicInteger(CALLS);
            List<Told> all = new CopyOnWriteArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                var _ = threads.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        all.add(Upstreams.run(generator));
                        if (left.get() < CALLS / 2) {
                            late.add(generator.slots());
                        }
                    }
                    return null;
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(40, TimeUnit.SECONDS)).isTrue();

            assertThat(all).hasSize(CALLS);
            assertThat(all.stream().filter(told -> told.text().equals("abc"))).hasSizeGreaterThan(CALLS * 95 / 100);
            assertThat(late).isNotEmpty().allMatch(slots -> slots >= 2 && slots <= 2 * CAPACITY);
            assertThat(refused.get()).isBetween(1, CALLS / 4);
            long good = all.stream().filter(told -> told.text().equals("abc")).count();
            assertThat((long) registry.get("waybill.upstream.calls")
                            .tags("model", "far", "outcome", "ok")
                            .counter()
                            .count())
                    .isEqualTo(good);
            assertThat(registry.get("waybill.upstream.concurrency").gauge().value())
                    .isBetween(2.0, 2.0 * CAPACITY);
        } finally {
            Metrics.removeRegistry(registry);
        }
    }
}
