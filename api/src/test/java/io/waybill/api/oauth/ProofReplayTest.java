package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two API processes over one database: a proof that one took, the other refuses. */
class ProofReplayTest {

    private static final String ISSUER = "https://api.example.org";
    private static final String PATH = "/v1/files";

    @RegisterExtension
    static final ApiServer ONE = server();

    @RegisterExtension
    static final ApiServer OTHER = server().over(ONE);

    private final TestCertificate own = TestCertificate.create();
    private final TestClient client = TestClient.create(ONE, own.clientBody());
    private final String token = client.askSigned(
                    client.assertion(own.key(), claims -> claims.audience(ISSUER)), "X-Client-Cert", own.header())
            .json()
            .get("access_token")
            .asString();

    @Test
    void refusesTheProofThatTheOtherProcessTook() {
        var proof = own.proof("GET", ISSUER + PATH, token, _ -> {});

        assertThat(call(ONE, proof)).isEqualTo(200);
        assertThat(call(OTHER, proof)).isEqualTo(401);
        assertThat(call(ONE, proof)).isEqualTo(401);
        assertThat(call(OTHER, own.proof("GET", ISSUER + PATH, token, _ -> {}))).isEqualTo(200);
    }

    @Test
    void takesAProofOnceOfManyAtATime() throws Exception {
        var proof = own.proof("GET", ISSUER + PATH, token, _ -> {});
        List<Callable<Integer>> calls = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Integer>) () -> call(i % 2 == 0 ? ONE : OTHER, proof))
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(calls).stream()
                    .map(done -> done.resultNow())
                    .toList();

            assertThat(answers).containsOnlyOnce(200);
            assertThat(answers).containsOnly(200, 401);
        }
    }

    private int call(ApiServer server, String proof) {
        return new Http(server.url(), client.owner().accountId(), token)
                .get(PATH, "X-Client-Cert", own.header(), "DPoP", proof)
                .status();
    }

    private static ApiServer server() {
        return new ApiServer().with("waybill.certificate.mode", "header-pop").with("waybill.oauth.issuer", ISSUER);
    }
}
