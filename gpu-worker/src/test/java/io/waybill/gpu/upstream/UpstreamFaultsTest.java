package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.gpu.upstream.ScriptedServer.Answer;
import io.waybill.gpu.upstream.ScriptedServer.Call;
import io.waybill.gpu.upstream.Upstreams.Told;
import io.waybill.models.generation.GenerationEvent.Piece;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault of a server ends in an answer of another try or in one clear failure, in time. */
class UpstreamFaultsTest {

    private final ScriptedServer server = new ScriptedServer();
    private final ScriptedServer second = new ScriptedServer().always(call -> call.stream("second"));
    private final UpstreamGenerator generator = Upstreams.open(server.url());

    @AfterEach
    void close() {
        generator.close();
        server.close();
        second.close();
    }

    static Stream<Arguments> faultsBeforeTheFirstPiece() {
        return Stream.of(
                fault("500", call -> call.json(500, "{\"error\":{\"message\":\"oops\"}}")),
                fault("502 of a proxy", call -> call.json(502, "<html>bad gateway</html>")),
                fault("429", call -> call.json(429, "{}", "Retry-After: 0\r\n")),
                fault("reset before the head", Call::reset),
                fault("closed without an answer", call -> call.raw("")),
                fault("reset after the head", call -> {
                    call.begin();
                    call.reset();
                }),
                fault("an error as the first event", call -> {
                    call.begin();
                    call.event("{\"error\":{\"message\":\"out of memory\",\"code\":500}}");
                    call.end();
                }),
                fault("an end before the first event", call -> {
                    call.begin();
                    call.end();
                }),
                fault("half a first event", call -> {
                    call.begin();
                    call.part("data: {\"choices\":[{\"index\":0,\"del");
                    call.reset();
                }),
                fault("silence", Call::untilGone),
                fault("silence after the head", call -> {
                    call.begin();
                    call.untilGone();
                }));
    }

    private static Arguments fault(String name, Answer answer) {
        return Arguments.of(name, (Answer) call -> {
            answer.give(call);
            if (name.startsWith("closed")) {
                call.reset();
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsBeforeTheFirstPiece")
    void triesAgainWhereNothingWasSaid(String name, Answer fault) throws Exception {
        server.then(fault);

        Told told = Upstreams.run(generator);

        assertThat(told.text()).as(name).isEqualTo("Hello world");
        assertThat(told.done().completionTokens()).isEqualTo(2);
        assertThat(server.calls()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsBeforeTheFirstPiece")
    void asksTheSecondServerWhereTheFirstFails(String name, Answer fault) throws Exception {
        server.always(fault);

        try (var both = Upstreams.open(server.url(), second.url())) {
            Told told = Upstreams.run(both);

            assertThat(told.text()).as(name).isEqualTo("second");
        }
        assertThat(second.calls()).hasSize(1);
    }

    static Stream<Arguments> faultsAfterTheFirstPiece() {
        return Stream.of(
                fault("reset", call -> {
                    // What was not read before the reset is lost, and then nothing was said.
                    TimeUnit.MILLISECONDS.sleep(100);
                    call.reset();
                }),
                fault("silence", Call::untilGone),
                fault("no JSON", call -> {
                    call.event("I am a teapot");
                    call.untilGone();
                }),
                fault("a list", call -> call.event("[1]")),
                fault("bytes that are no UTF-8", call -> call.raw("7\r\ndata: ")),
                fault(
                        "a choice nobody asked for",
                        call -> call.event("{\"choices\":[{\"index\":5,\"delta\":{\"content\":\"x\"}}]}")),
                fault("half an event", call -> {
                    call.part("data: {\"choi");
                    call.end();
                }),
                fault("an event that never ends", call -> {
                    String part = "x".repeat(60_000);
                    call.part("data: ");
                    for (int i = 0; i < 100; i++) {
                        call.part(part);
                    }
                }),
                fault("a byte now and then", call -> {
                    call.part("data: ");
                    for (int i = 0; i < 100; i++) {
                        call.part("x");
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                    call.untilGone();
                }),
                fault("an error", call -> call.event("{\"error\":{\"message\":\"engine died\"}}")),
                fault("an end without a reason", Call::end));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsAfterTheFirstPiece")
    void failsOnceWhereSomethingWasSaid(String name, Answer fault) throws Exception {
        server.always(call -> {
            call.begin();
            call.event(Call.delta("begun"));
            fault.give(call);
        });
        long begun = System.nanoTime();

        Told told = Upstreams.run(generator);

        assertThat(told.events()).as(name).hasSize(2);
        assertThat(told.events().getFirst()).isEqualTo(new Piece(0, "begun", List.of()));
        assertThat(told.failed().code()).isEqualTo("engine_error");
        assertThat(told.failed().worthAnotherTry()).isTrue();
        assertThat(told.failed().message()).doesNotContain("127.0.0.1", "teapot", "died");
        assertThat(server.calls()).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void givesUpAfterFourTries() throws Exception {
        server.always(call -> call.json(500, "{}"));

        Told told = Upstreams.run(generator);

        assertThat(told.failed().code()).isEqualTo("engine_error");
        assertThat(told.failed().worthAnotherTry()).isTrue();
        assertThat(server.calls()).hasSizeBetween(3, 4);
    }

    @Test
    void rejectsForGoodWhatTheServerRejectsAndCleansItsMessage() throws Exception {
        server.always(call -> call.json(400, """
                {"error":{"message":"temperature must be under 1, see https://intern.example/x?key=abc or 10.0.0.7:80,\
                \\u001b[31m key sk-abcdef123456","type":"invalid_request_error","param":"temperature"}}"""));

        Told told = Upstreams.run(generator);

        assertThat(told.failed().code()).isEqualTo("invalid_request");
        assertThat(told.failed().worthAnotherTry()).isFalse();
        assertThat(told.failed().param()).isEqualTo("temperature");
        assertThat(told.failed().message())
                .startsWith("the model does not take this request: temperature must be under 1")
                .doesNotContain("intern", "10.0.0.7", "sk-abc", "\u001b");
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void saysWhereThePromptIsTooLong() throws Exception {
        server.always(call ->
                call.json(400, "{\"error\":{\"message\":\"too many tokens\",\"code\":\"context_length_exceeded\"}}"));

        Told told = Upstreams.run(generator);

        assertThat(told.failed().code()).isEqualTo("context_length_exceeded");
        assertThat(told.failed().worthAnotherTry()).isFalse();
    }

    @Test
    void hidesFromClientsThatTheKeyIsRefused(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "topsecret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        server.always(call -> call.json(401, "{\"error\":{\"message\":\"Incorrect API key: topsecret\"}}"));

        try (var keyed = UpstreamGenerator.open(Upstreams.model(file.toString(), 4, server.url()), Upstreams.quick())) {
            Told told = Upstreams.run(keyed);

            assertThat(told.failed().code()).isEqualTo("engine_error");
            assertThat(told.failed().message()).doesNotContain("topsecret", "key", file.toString());
        }
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void doesNotUseAKeyFileThatOthersCanWrite(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "mine\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

        try (var keyed = UpstreamGenerator.open(Upstreams.model(file.toString(), 4, second.url()), Upstreams.quick())) {
            Told told = Upstreams.run(keyed);

            assertThat(told.failed().code()).isEqualTo("engine_error");
            assertThat(keyed.ready()).isFalse();
        }
        assertThat(second.calls()).isEmpty();
        assertThat(second.probes()).isZero();
    }

    @Test
    void doesNotTakeWhatIsNoStream() throws Exception {
        server.always(call -> call.json(200, "{\"choices\":[{\"message\":{\"content\":\"all at once\"}}]}"));

        Told told = Upstreams.run(generator);

        assertThat(told.failed().code()).isEqualTo("engine_error");
        assertThat(told.events()).hasSize(1);
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        server.always(call -> call.json(307, "{}", "Location: " + second.url() + "/chat/completions\r\n"));

        Told told = Upstreams.run(generator);

        assertThat(told.failed().code()).isEqualTo("engine_error");
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void waitsAsLongAsTheServerAsks() throws Exception {
        server.then(call -> call.json(429, "{}", "Retry-After: 1\r\n"));
        long begun = System.nanoTime();

        Told told = Upstreams.run(generator);

        assertThat(told.text()).isEqualTo("Hello world");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void doesNotWaitForAServerThatAsksForMinutes() throws Exception {
        server.always(call -> call.json(503, "{}", "Retry-After: 600\r\n"));
        long begun = System.nanoTime();

        Told told = Upstreams.run(generator);

        assertThat(told.failed().worthAnotherTry()).isTrue();
        assertThat(told.failed().retryAfter()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
        assertThat(server.calls()).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void countsEachTokenWithTheEventThatBroughtIt() throws Exception {
        server.always(call -> {
            call.begin();
            call.event("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}");
            call.event(Call.delta("one"));
            call.event(Call.delta(" two"));
            call.event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            call.event("[DONE]");
            call.end();
        });

        Told told = Upstreams.run(generator);

        assertThat(told.events().subList(0, 3))
                .containsExactly(
                        new Piece(0, "", List.of(), 1),
                        new Piece(0, "one", List.of()),
                        new Piece(0, " two", List.of()));
        assertThat(told.done().completionTokens()).isEqualTo(3);
    }

    @Test
    void takesAnAnswerThatEndsWithoutItsMark() throws Exception {
        server.always(call -> {
            call.begin();
            call.event(Call.delta("whole"));
            call.event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            call.end();
        });

        Told told = Upstreams.run(generator);

        assertThat(told.text()).isEqualTo("whole");
        assertThat(told.done().completionTokens()).isEqualTo(1);
    }

    @Test
    void takesAnAnswerWhoseEndNeverComes() throws Exception {
        server.always(call -> {
            call.begin();
            call.event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"whole\"},\"finish_reason\":\"stop\"}]}");
            call.untilGone();
        });

        Told told = Upstreams.run(generator);

        assertThat(told.reasons()).containsExactly("stop");
        assertThat(told.done().completionTokens()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionWithinASecondOfNobodyWantingMore() throws Exception {
        var streaming = new CompletableFuture<Call>();
        server.always(call -> {
            call.begin();
            call.event(Call.delta("one"));
            streaming.complete(call);
            call.untilGone();
        });
        var told = new Told(_ -> {});
        Thread running = Thread.ofVirtual().start(() -> generate(told));
        Call call = streaming.get(5, TimeUnit.SECONDS);
        Upstreams.until(() -> !told.events().isEmpty());
        long begun = System.nanoTime();

        told.lose();

        assertThat(call.gone().await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(running.join(Duration.ofSeconds(1))).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(told.reasons()).containsExactly("cancelled");
        assertThat(told.done().completionTokens()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionWhereNobodyWantsWhatHasNotBegun() throws Exception {
        var asked = new CompletableFuture<Call>();
        server.always(call -> {
            asked.complete(call);
            call.untilGone();
        });
        var told = new Told(_ -> {});
        Thread running = Thread.ofVirtual().start(() -> generate(told));
        Call call = asked.get(5, TimeUnit.SECONDS);

        told.lose();

        assertThat(call.gone().await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(running.join(Duration.ofSeconds(1))).isTrue();
        assertThat(told.reasons()).containsExactly("cancelled");
        assertThat(told.done().completionTokens()).isZero();
    }

    @Test
    void closesTheConnectionAndSaysNothingWhenInterrupted() throws Exception {
        var streaming = new CompletableFuture<Call>();
        server.always(call -> {
            call.begin();
            call.event(Call.delta("one"));
            streaming.complete(call);
            call.untilGone();
        });
        var told = new Told(_ -> {});
        var thrown = new AtomicReference<Throwable>();
        Thread running = Thread.ofVirtual().start(() -> {
            try {
                generator.generate(Upstreams.chat(), told);
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        Call call = streaming.get(5, TimeUnit.SECONDS);
        Upstreams.until(() -> !told.events().isEmpty());

        running.interrupt();

        assertThat(call.gone().await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(running.join(Duration.ofSeconds(1))).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(told.events()).hasSize(1);
    }

    @Test
    void isNotReadyBeforeTheServerListsTheModel() throws Exception {
        try (var other = new ScriptedServer()) {
            other.lists(call -> call.json(200, "{\"data\":[{\"id\":\"another\"}]}"));
            try (var waiting = Upstreams.open(other.url())) {
                Told told = Upstreams.run(waiting);
                boolean before = waiting.ready();
                other.lists(call -> call.json(200, "{\"data\":[{\"id\":\"tiny\"}]}"));

                Upstreams.until(waiting::ready);
                assertThat(before).isFalse();
                assertThat(told.failed().worthAnotherTry()).isTrue();
                assertThat(other.calls()).isEmpty();
                assertThat(Upstreams.run(waiting).text()).isEqualTo("Hello world");
            }
        }
    }

    @Test
    void isReadyWhereTheServerKeepsNoList() throws Exception {
        try (var other = new ScriptedServer().lists(call -> call.json(404, "{}"));
                var generating = Upstreams.open(other.url())) {
            assertThat(Upstreams.run(generating).text()).isEqualTo("Hello world");
        }
    }

    @Test
    void comesBackToAServerThatWasDown() throws Exception {
        String url = second.url();
        second.close();
        try (var both = Upstreams.open(url)) {
            Told told = Upstreams.run(both);

            assertThat(told.failed().code()).isEqualTo("engine_error");
            assertThat(told.failed().worthAnotherTry()).isTrue();
            assertThat(both.ready()).isFalse();
            assertThatThrownBy(told::done).isInstanceOf(ClassCastException.class);
        }
    }

    private void generate(Told told) {
        try {
            generator.generate(Upstreams.chat(), told);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
