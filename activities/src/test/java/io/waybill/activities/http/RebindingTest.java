package io.waybill.activities.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.http.SafeHttp.Outcome.Answered;
import io.waybill.activities.http.SafeHttp.Outcome.Failed;
import io.waybill.activities.http.SafeHttp.Post;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of a name server, asked over UDP, that answers each question otherwise. */
class RebindingTest {

    private static final String GOOD = "127.0.0.2";
    private static final String BAD = "127.0.0.1";
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void refusesANameThatIsBoundToAnotherAddressAfterItWasChecked() throws Exception {
        try (var names = UdpNames.answering(number -> List.of(number == 0 ? GOOD : BAD));
                var canary = Canary.at(BAD, 0);
                var http = http(names)) {
            URI checked = http.require("http://rebind.test:" + canary.port() + "/");

            var outcome = http.post(new Post(checked, Map.of(), "{}", LONG));

            assertThat(outcome).isInstanceOf(Failed.class);
            assertThat(names.asked()).isEqualTo(2);
            assertThat(canary.seen()).isZero();
        }
    }

    @Test
    void asksOnceForAConnectionAndGoesWhereThatAnswerSays() throws Exception {
        try (var names = UdpNames.answering(number -> List.of(number == 0 ? GOOD : BAD));
                var receiver = RawReceiver.at(GOOD, RawReceiver.status("200 OK"));
                var canary = Canary.at(BAD, receiver.port());
                var http = http(names)) {
            var outcome = http.post(
                    new Post(URI.create("http://rebind.test:" + receiver.port() + "/"), Map.of(), "{}", LONG));

            assertThat(outcome).isInstanceOf(Answered.class);
            assertThat(names.asked()).isEqualTo(1);
            assertThat(canary.seen()).isZero();
        }
    }

    @Test
    void refusesANameThatHasAnAddressWhichMayNotBeCalledAmongOthers() throws Exception {
        try (var names = UdpNames.answering(_ -> List.of(GOOD, BAD));
                var canary = Canary.at("0.0.0.0", 0);
                var http = http(names)) {
            String url = "http://both.test:" + canary.port() + "/";

            var outcome = http.post(new Post(URI.create(url), Map.of(), "{}", LONG));

            assertThat(outcome).isInstanceOf(Failed.class);
            assertThatThrownBy(() -> http.require(url)).isInstanceOf(UrlRefused.class);
            assertThat(canary.seen()).isZero();
        }
    }

    @Test
    void refusesANameWhoseServerDoesNotAnswer() throws Exception {
        try (var names = UdpNames.answering(_ -> List.of());
                var http = http(names)) {
            assertThatThrownBy(() -> http.require("http://silent.test:8080/")).isInstanceOf(UrlRefused.class);

            assertThat(names.asked()).isPositive();
        }
    }

    private static ApacheSafeHttp http(NameLookup names) {
        return new ApacheSafeHttp(
                new HttpSettings(List.of(GOOD), List.of(), List.of(443), null),
                names,
                TestTls.of("rebind.test").trust());
    }
}
