package io.waybill.api.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Calls of echo-chat, which costs 0.001 a token in and 0.002 a token out, with a worker that does what each test says.
 */
@Timeout(60)
class GenerationsTest {

    private static final long TEN = 10_000_000_000L;
    private static final String CHAT = "/v1/chat/completions";
    private static final ScriptedWorker WORKER = new ScriptedWorker();

    @RegisterExtension
    static final ApiServer API = new ApiServer()
            .with("waybill.inference.urls", WORKER.url())
            .with("waybill.inference.slow-reader", "500ms")
            .with("waybill.limits.account-generations", "200");

    private final Http client = API.client(TEN);

    @BeforeEach
    void answerWithTwoWords() {
        WORKER.script = ScriptedWorker.words("one", "two");
        WORKER.left.set(0);
    }

    @AfterAll
    static void stop() {
        WORKER.close();
    }

    @Test
    void answersAChatAndTakesWhatWasUsed() {
        var answer = client.post(CHAT, chat("hi", ",'max_tokens':100"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("id").asString()).matches("chatcmpl_[0-9a-f]{32}");
        assertThat(answer.json().at("/choices/0/message/content").asString()).isEqualTo("one two");
        assertThat(answer.json().at("/usage/total_tokens").asInt()).isEqualTo(3);
        assertThat(answer.header("X-Waybill-Run-Id"))
                .isEqualTo(answer.json().get("id").asString().substring(9));
        assertThat(answer.header("X-VaaS-Record-Id")).isNotEmpty();
        assertThat(answer.header("X-VaaS-Signature")).hasSize(128);
        assertThat(answer.header("traceparent")).isNotEmpty();
        assertThat(available()).isEqualTo("9.995");
        assertThat(held()).isEqualTo("0");
        assertThat(WORKER.lastBody).contains("\"endpoint\":\"/v1/chat/completions\"", "\"max_tokens\":100");
    }

    @Test
    void answersCompletionsAndResponses() {
        var completion = client.post("/v1/completions", "{\"model\":\"echo-chat\",\"prompt\":\"hi\"}");
        var response =
                client.post("/v1/responses", "{\"model\":\"echo-chat\",\"input\":\"hi\",\"max_output_tokens\":9}");

        assertThat(completion.json().get("object").asString()).isEqualTo("text_completion");
        assertThat(completion.json().at("/choices/0/text").asString()).isEqualTo("one two");
        assertThat(response.json().get("object").asString()).isEqualTo("response");
        assertThat(response.json().at("/output/0/content/0/text").asString()).isEqualTo("one two");
        assertThat(response.json().get("max_output_tokens").asInt()).isEqualTo(9);
        assertThat(available()).isEqualTo("9.99");
    }

    @Test
    void streamsAndTakesWhatWasUsedBeforeTheLastEvent() {
        var answer = client.post(CHAT, chat("hi", ",'stream':true,'stream_options':{'include_usage':true}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).contains("\"content\":\"one\"", "\"content\":\" two\"", "\"total_tokens\":3");
        assertThat(answer.text().indexOf("data: [DONE]"))
                .isGreaterThan(answer.text().indexOf("total_tokens"));
        assertThat(answer.text()).contains(": x-vaas-record-id ");
        assertThat(available()).isEqualTo("9.995");
        assertThat(held()).isEqualTo("0");
    }

    @Test
    void streamsResponses() {
        var answer = client.post("/v1/responses", "{\"model\":\"echo-chat\",\"input\":\"hi\",\"stream\":true}");

        assertThat(answer.text()).startsWith("event: response.created\n").contains("event: response.completed\n");
        assertThat(available()).isEqualTo("9.995");
    }

    @Test
    void givesAllBackWhereAStreamFailsInItsMiddle() {
        WORKER.script = sink -> {
            sink.send(new Piece(0, "one", List.of()));
            sink.send(new Failed("engine_error", "it broke", null, true));
        };

        var answer = client.post(CHAT, chat("hi", ",'stream':true"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .contains("\"content\":\"one\"", "\"error\":{\"message\":\"it broke\"")
                .doesNotContain("[DONE]");
        assertThat(available()).isEqualTo("10");
        assertThat(held()).isEqualTo("0");
    }

    @Test
    void givesAllBackWhereTheWorkerIsLost() {
        WORKER.script = sink -> sink.send(new Piece(0, "one", List.of()));

        var streamed = client.post(CHAT, chat("hi", ",'stream':true"));
        var whole = client.post(CHAT, chat("hi", ""));

        assertThat(streamed.text()).contains("\"code\":\"worker_lost\"");
        assertThat(whole.status()).isEqualTo(503);
        assertThat(whole.code()).isEqualTo("inference_unavailable");
        assertThat(whole.header("Retry-After")).isEqualTo("1");
        assertThat(available()).isEqualTo("10");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysWhyTheModelDoesNotBegin(boolean streamed) {
        WORKER.script = sink -> sink.send(new Failed("invalid_request", "messages has no end", "messages", false));

        var answer = client.post(CHAT, chat("hi", ",'stream':" + streamed));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().get("param").asString()).isEqualTo("messages");
        assertThat(available()).isEqualTo("10");
    }

    @ParameterizedTest
    @CsvSource({"429,429,model_busy", "503,503,inference_unavailable", "500,503,inference_unavailable"})
    void saysThatTheWorkerTakesNoCall(int status, int answered, String code) {
        WORKER.script = ScriptedWorker.refusal(status, "{\"code\":\"overloaded\",\"message\":\"full\"}");

        var answer = client.post(CHAT, chat("hi", ",'stream':true"));

        assertThat(answer.status()).isEqualTo(answered);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(available()).isEqualTo("10");
        assertThat(held()).isEqualTo("0");
        // What a worker refused is remembered for a moment.
        WORKER.script = ScriptedWorker.words("one");
        Awaitility.await().until(() -> client.post(CHAT, chat("hi", "")).status() == 200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysWhenTheModelsServerWantsToBeAskedAgain(boolean streamed) {
        WORKER.script = sink -> sink.send(new Failed("engine_error", "busy", null, true, Duration.ofMillis(41_200)));

        var answer = client.post(CHAT, chat("hi", ",'stream':" + streamed));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("42");
        assertThat(available()).isEqualTo("10");
        assertThat(held()).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"429,model_busy", "503,inference_unavailable"})
    void saysWhenTheWorkerWantsToBeAskedAgain(int status, String code) {
        WORKER.script = ScriptedWorker.refusal(status, "{\"code\":\"model_not_ready\",\"message\":\"down\"}", 7);

        var answer = client.post(CHAT, chat("hi", ""));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Retry-After")).isEqualTo("7");
        assertThat(held()).isEqualTo("0");
        // What a worker refused is remembered for a moment.
        WORKER.script = ScriptedWorker.words("one");
        Awaitility.await().until(() -> client.post(CHAT, chat("hi", "")).status() == 200);
    }

    @Test
    void logsNothingOfWhatClientsAndModelsSay() {
        var said = new ListAppender<ILoggingEvent>();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var own = (Logger) LoggerFactory.getLogger("io.waybill");
        var level = own.getLevel();
        own.setLevel(Level.TRACE);
        said.start();
        root.addAppender(said);
        try {
            WORKER.script = ScriptedWorker.words("quince");
            client.post(CHAT, chat("sesame", ""));
            client.post(CHAT, chat("sesame", ",'stream':true"));
            client.post(CHAT, chat("sesame", ",'max_tokens':0"));
            WORKER.script = sink -> sink.send(new Piece(0, "quince", List.of()));
            client.post(CHAT, chat("sesame", ",'stream':true"));
            WORKER.script = ScriptedWorker.refusal(500, "{\"message\":\"broken\"}");
            client.post(CHAT, chat("sesame", ""));
        } finally {
            root.detachAppender(said);
            own.setLevel(level);
        }

        assertThat(said.list).anySatisfy(event -> assertThat(event.getMessage()).contains("worker"));
        assertThat(said.list)
                .allSatisfy(event -> assertThat(event.getFormattedMessage()
                                + event.getKeyValuePairs()
                                + (event.getThrowableProxy() == null
                                        ? ""
                                        : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                        .doesNotContain("sesame", "quince"));
    }

    @Test
    void aCutStreamCostsWhatTheEngineCounted() throws Exception {
        WORKER.script = sink -> {
            sink.send(new Piece(0, "", List.of(), 2));
            sink.send(new Piece(0, "word ", List.of(), 5));
            sink.send(new ToolPiece(0, 0, "c", "f", "{}", 4));
            while (true) {
                sink.stillHere();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        };

        try (var socket = open(chat("hi", ",'stream':true"))) {
            readUntil(socket, "tool_calls", 1);
        }

        Awaitility.await().untilAsserted(() -> assertThat(available()).isEqualTo("9.977"));
        assertThat(held()).isEqualTo("0");
    }

    @Test
    void answersAndTakesOnceForAnIdempotencyKey() {
        var first = client.post(CHAT, chat("hi", ""), "Idempotency-Key", "g");
        var second = client.post(CHAT, chat("hi", ""), "Idempotency-Key", "g");
        var streamed = client.post(CHAT, chat("hi", ",'stream':true"), "Idempotency-Key", "s");

        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(streamed.status()).isEqualTo(400);
        assertThat(streamed.error().get("param").asString()).isEqualTo("Idempotency-Key");
        assertThat(available()).isEqualTo("9.995");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "r"})
    void takesNothingWhereTheReceiptCannotBeStoredWithIt(String key) {
        var headers = key.isEmpty() ? new String[0] : new String[] {"Idempotency-Key", key};
        API.withoutReceipts(() -> {
            var failed = client.post(CHAT, chat("hi", ""), headers);
            assertThat(failed.status()).isEqualTo(503);
        });

        var again = client.post(CHAT, chat("hi", ""), headers);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isEmpty();
        assertThat(held()).isEqualTo("0");
        assertThat(available()).isEqualTo("9.995");
        assertThat(receipts("succeeded")).isEqualTo(1);
    }

    @Test
    void holdsTheMostFirst() {
        var poor = API.client(2_000_000);

        var dear = poor.post(CHAT, chat("hi", ",'max_tokens':5"));
        var cheap = API.client(11_000_000).post(CHAT, chat("hi", ",'max_tokens':5"));

        assertThat(dear.status()).isEqualTo(402);
        assertThat(dear.error().get("shortfall").asString()).isEqualTo("0.009");
        assertThat(cheap.status()).isEqualTo(200);
    }

    @Test
    void asksTheWorkerBesideTheHoldAndSendsNothingBeforeItIsThere() throws Exception {
        assertThat(client.post(CHAT, chat("hi", "")).status()).isEqualTo(200);
        var calls = WORKER.asked.get();

        try (var books = API.database().connect()) {
            books.setAutoCommit(false);
            try (var lock = books.prepareStatement("SELECT 1 FROM balance FOR UPDATE")) {
                lock.executeQuery();
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answer = threads.submit(() -> client.post(CHAT, chat("hi", ",'stream':true")));

                Awaitility.await().until(() -> WORKER.asked.get() > calls);
                assertThat(answer).isNotDone();
                books.rollback();
                assertThat(answer.get(20, TimeUnit.SECONDS).text()).contains("\"content\":\"one\"");
            }
        }
    }

    /** Often, as the answer may begin at the very moment at which it is wanted no more. */
    @RepeatedTest(5)
    void leavesTheWorkerThatWasAskedBesideAHoldThatIsRefused() {
        var poor = API.client(11_000_000);
        assertThat(poor.post(CHAT, chat("hi", ",'max_tokens':5")).status()).isEqualTo(200);
        WORKER.script = sink -> {
            while (true) {
                sink.stillHere();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        };

        var refused = poor.post(CHAT, chat("hi", ",'max_tokens':5,'stream':true"));

        assertThat(refused.status()).isEqualTo(402);
        Awaitility.await().until(() -> WORKER.running.get() == 0);
        assertThat(poor.get("/v1/users/me").json().at("/balance/held").asString())
                .isEqualTo("0");
    }

    @Test
    void asksNoWorkerForWhoHasNeverPaid() {
        var poor = API.client(1);
        var calls = WORKER.asked.get();

        assertThat(poor.post(CHAT, chat("hi", ",'max_tokens':5")).status()).isEqualTo(402);

        assertThat(WORKER.asked).hasValue(calls);
    }

    @Test
    void takesNeverMoreThanWasHeld() {
        WORKER.script = sink -> {
            sink.send(new Piece(0, "one", List.of()));
            sink.send(new ChoiceEnd(0, "stop"));
            sink.send(new Done(1_000, 1_000, 1));
        };

        var answer = client.post(CHAT, chat("hi", ",'max_tokens':5"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(available()).isEqualTo("9.989");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'nothing','messages':[{'role':'user','content':'a'}]}|404|model_not_found",
                "{'model':'echo','messages':[{'role':'user','content':'a'}]}|404|model_not_found",
                "{'model':'echo-chat','messages':[]}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'x','content':'a'}]}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}}]}]}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'user','content':'a'}],'max_tokens':0}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'user','content':'a'}],'max_tokens':5000}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'user','content':'a'}],'temperature':3}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'user','content':'a'}],'stream':'yes'}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'user','content':'a'}],'tools':[{'type':'function','function':{'name':'f'}}]}|400|invalid_request",
                "{'model':'echo-chat','messages':[{'role':'user','content':'LONG'}]}|400|context_length_exceeded",
                "{'model':'echo-chat'|400|malformed_json",
                "[]|400|invalid_request",
            })
    void takesNothingForWhatCannotRun(String body, int status, String code) {
        var answer = client.post(CHAT, body.replace('\'', '"').replace("LONG", "w ".repeat(9_000)));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(available()).isEqualTo("10");
        assertThat(API.count("SELECT count(*) FROM journal_entry WHERE kind = 'hold' AND account_id = '"
                        + client.accountId() + "'"))
                .isZero();
    }

    @Test
    void noticesWithinASecondThatAClientHasGoneWhoPaysForWhatWasMade() throws Exception {
        WORKER.script = sink -> {
            for (var i = 0; i < 3; i++) {
                sink.send(new Piece(0, "word ", List.of()));
            }
            while (true) {
                sink.stillHere();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        };

        long begun;
        try (var socket = open(chat("hi", ",'stream':true"))) {
            readUntil(socket, "word ", 3);
            begun = System.nanoTime();
        }
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> WORKER.left.get() == 1);
        var noticed = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(noticed).isLessThan(Duration.ofMillis(1_500));
        Awaitility.await().untilAsserted(() -> assertThat(held()).isEqualTo("0"));
        assertThat(available()).isEqualTo("9.993");
    }

    @Test
    void noticesWithinASecondThatNobodyWaitsForAWholeAnswer() throws Exception {
        WORKER.script = sink -> {
            for (var i = 0; i < 3; i++) {
                sink.send(new Piece(0, "word ", List.of()));
            }
            WORKER.begun.incrementAndGet();
            while (true) {
                sink.stillHere();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        };

        long begun;
        try (var _ = open(chat("hi", ""))) {
            Awaitility.await().until(() -> WORKER.begun.get() == 1);
            begun = System.nanoTime();
        }
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> WORKER.left.get() == 1);
        var noticed = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(noticed).isLessThan(Duration.ofMillis(1_500));
        Awaitility.await().untilAsserted(() -> assertThat(held()).isEqualTo("0"));
        assertThat(available()).isEqualTo("9.993");
        assertThat(receipts("cancelled")).isEqualTo(1);
    }

    /** What it looks at to see whether a client is there is the next request. */
    @Test
    void answersRequestsThatComeTogetherOnOneConnection() throws Exception {
        WORKER.script = sink -> {
            TimeUnit.MILLISECONDS.sleep(1_000);
            ScriptedWorker.words("slow").run(sink);
        };

        try (var socket = open(chat("hi", ""))) {
            send(socket, client, chat("hi", ""));
            readUntil(socket, "\"content\":\"slow\"", 2);
        }

        assertThat(available()).isEqualTo("9.994");
    }

    @Test
    void dropsAReaderThatTakesNothing() throws Exception {
        var page = "w".repeat(60_000);
        WORKER.script = sink -> {
            while (true) {
                sink.send(new Piece(0, page, List.of()));
            }
        };

        try (var socket = open(chat("hi", ",'stream':true,'max_tokens':4000"))) {
            readUntil(socket, "www", 1);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> WORKER.left.get() == 1);

            assertThat(WORKER.running.get()).isZero();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(held()).isEqualTo("0"));
    }

    @Test
    void leavesNothingBehindOfManyStreamsHalfOfWhichAreAbandoned() throws Exception {
        WORKER.script = sink -> {
            for (var i = 0; i < 20; i++) {
                sink.send(new Piece(0, "word ", List.of()));
                TimeUnit.MILLISECONDS.sleep(20);
            }
            sink.send(new ChoiceEnd(0, "stop"));
            sink.send(new Done(1, 20, 1));
        };
        var rich = API.client(100 * TEN);
        var calls = new ArrayList<Future<?>>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 200; i++) {
                var abandoned = i % 2 == 0;
                calls.add(threads.submit(() -> {
                    if (abandoned) {
                        try (var socket = open(rich, chat("hi", ",'stream':true"))) {
                            readUntil(socket, "word ", 2);
                        }
                    } else {
                        assertThat(rich.post(CHAT, chat("hi", ",'stream':true")).text())
                                .contains("[DONE]");
                    }
                    return null;
                }));
            }
        }
        for (var call : calls) {
            call.get();
        }

        Awaitility.await().until(() -> WORKER.running.get() == 0);
        Awaitility.await()
                .until(() ->
                        API.count("SELECT count(*) FROM open_hold WHERE account_id = '" + rich.accountId() + "'") == 0);
        var balance = rich.get("/v1/users/me").json().get("balance");
        assertThat(balance.get("held").asString()).isEqualTo("0");
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("generation-")))
                .isEmpty();
    }

    private static String chat(String text, String more) {
        var body = "{'model':'echo-chat','messages':[{'role':'user','content':'" + text + "'}]" + more + "}";
        return body.replace('\'', '"');
    }

    private Socket open(String body) throws IOException {
        return open(client, body);
    }

    private static Socket open(Http caller, String body) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(8 << 10);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), API.url().getPort()));
        send(socket, caller, body);
        return socket;
    }

    /** {@return receipts of charged calls of the client} */
    private long receipts(String outcome) {
        return API.count(
                "SELECT count(*) FROM receipt_call WHERE reference IS NOT NULL AND account_id = '" + client.accountId()
                        + "' AND convert_from(canonical, 'UTF8')::jsonb ->> 'outcome' = '" + outcome + "'");
    }

    private static void send(Socket socket, Http caller, String body) throws IOException {
        socket.getOutputStream()
                .write(("POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + caller.key()
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void readUntil(Socket socket, String text, int times) throws IOException {
        var seen = new StringBuilder();
        var in = socket.getInputStream();
        while (seen.toString().split(text, -1).length <= times) {
            var b = in.read();
            if (b < 0) {
                throw new IOException("ended after: " + seen);
            }
            seen.append((char) b);
        }
    }

    private String available() {
        return client.get("/v1/users/me").json().get("balance").get("available").asString();
    }

    private String held() {
        return client.get("/v1/users/me").json().get("balance").get("held").asString();
    }
}
