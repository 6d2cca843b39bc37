package io.waybill.api.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls of one account at a time. */
@Timeout(60)
class AccountGenerationsTest {

    private static final long TEN = 10_000_000_000L;
    private static final int MOST = 3;
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\":\"echo-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":5}";
    private static final ScriptedWorker WORKER = new ScriptedWorker();

    @RegisterExtension
    static final ApiServer API = new ApiServer()
            .with("waybill.inference.urls", WORKER.url())
            .with("waybill.limits.account-generations", Integer.toString(MOST));

    @AfterAll
    static void stop() {
        WORKER.close();
    }

    @Test
    void oneAccountCannotTakeAllPlaces() throws Exception {
        var go = new CountDownLatch(1);
        WORKER.script = sink -> {
            go.await();
            ScriptedWorker.words("late").run(sink);
        };
        var busy = API.client(TEN);
        var others = API.client(TEN);
        var calls = new ArrayList<Future<Integer>>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < MOST; i++) {
                calls.add(threads.submit(() -> busy.post(CHAT, BODY).status()));
            }
            Awaitility.await().until(() -> WORKER.running.get() == MOST);
            var refused = busy.post(CHAT, BODY);
            calls.add(threads.submit(() -> others.post(CHAT, BODY).status()));
            Awaitility.await().until(() -> WORKER.running.get() == MOST + 1);
            go.countDown();

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("too_many_generations");
            assertThat(refused.error().get("limit").asInt()).isEqualTo(MOST);
            assertThat(refused.header("Retry-After")).isEqualTo("2");
            for (var call : calls) {
                assertThat(call.get()).isEqualTo(200);
            }
        }
        assertThat(busy.post(CHAT, BODY).status()).isEqualTo(200);
    }
}
