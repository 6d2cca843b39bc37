package io.waybill.api.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.api.caller.Scopes;
import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import io.waybill.api.testing.TestAuthority;
import io.waybill.api.testing.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients whose certificates an authority of their account issues. */
class TrustAnchorsTest {

    private static final String ANCHORS = "/v1/oauth/trust-anchors";
    private static final String SUBJECT = "CN=ingest,O=Example";
    private static final Duration PROMISED = Duration.ofSeconds(5);
    private static final TestAuthority SERVERS = TestAuthority.root("CN=servers");

    @RegisterExtension
    static final ApiServer API = new ApiServer().withTls(SERVERS).with("waybill.certificate.mode", "native");

    private final TestAuthority authority = TestAuthority.root("CN=our CA");
    private final Http owner = API.client(0);
    private final String clientId = createClient(owner, "subject_dn", SUBJECT);

    @Test
    void takesWhatTheAccountsAuthorityIssued() {
        var own = authority.client(SUBJECT);
        assertThat(ask(own).status()).isEqualTo(401);

        var anchor = trust(owner, authority);

        assertThat(anchor.status()).as(anchor.text()).isEqualTo(200);
        assertThat(anchor.json().get("subject").asString()).isEqualTo("CN=our CA");
        assertThat(ask(own).status()).isEqualTo(200);
        var token = token(own);
        assertThat(files(token, own)).isEqualTo(200);
        assertThat(files(token, authority.client(SUBJECT))).isEqualTo(401);
    }

    @Test
    void takesCertificatesOfAuthoritiesBelow() {
        trust(owner, authority);
        var below = authority.below("CN=below", _ -> {});

        assertThat(ask(below.client(SUBJECT)).status()).isEqualTo(200);
        assertThat(ask(below.below("CN=further below", _ -> {}).client(SUBJECT)).status())
                .isEqualTo(200);
    }

    @Test
    void refusesWhatItsRulesForbid() {
        trust(owner, authority);
        var now = Instant.now();
        var elsewhere = TestAuthority.root("CN=our CA");

        assertRefused("expired", authority.client(SUBJECT, terms -> {
            terms.start = now.minusSeconds(7200);
            terms.end = now.minusSeconds(60);
        }));
        assertRefused("not yet valid", authority.client(SUBJECT, terms -> terms.start = now.plusSeconds(3600)));
        assertRefused("another authority of the same name", elsewhere.client(SUBJECT));
        assertRefused("another subject", authority.client("CN=ingest,O=Other"));
        assertRefused("more than the subject", authority.client("CN=x,CN=ingest,O=Example"));
        assertRefused("for servers", authority.client(SUBJECT, terms -> terms.purpose = KeyPurposeId.id_kp_serverAuth));
        assertRefused("for nothing in particular", authority.client(SUBJECT, terms -> terms.purpose = null));
        assertRefused("not for signatures", authority.client(SUBJECT, terms -> terms.uses = KeyUsage.keyEncipherment));
        assertRefused("an authority itself", authority.client(SUBJECT, terms -> terms.below = 0));
        var client = authority.client("CN=some client", terms -> terms.uses |= KeyUsage.keyCertSign);
        assertRefused("issued by a client", TestAuthority.of(client).client(SUBJECT));
        assertRefused(
                "issued by an authority that has ended",
                authority
                        .below("CN=below", terms -> {
                            terms.start = now.minusSeconds(7200);
                            terms.end = now.minusSeconds(60);
                        })
                        .client(SUBJECT));
        assertRefused(
                "an authority too many",
                authority
                        .below("CN=last", terms -> terms.below = 0)
                        .below("CN=too many", _ -> {})
                        .client(SUBJECT));
        assertRefused(
                "issued by an authority for other names",
                authority
                        .below(
                                "CN=for others",
                                terms -> terms.constraints = new NameConstraints(
                                        new GeneralSubtree[] {
                                            new GeneralSubtree(new GeneralName(new X500Name("O=Other")))
                                        },
                                        null))
                        .client(SUBJECT));
        assertThat(ask(authority.client(SUBJECT)).status()).isEqualTo(200);
    }

    @Test
    void holdsTheAnchorToItsOwnLength() {
        var noneBelow = TestAuthority.root("CN=none below", terms -> terms.below = 0);
        trust(owner, noneBelow);

        assertThat(ask(noneBelow.client(SUBJECT)).status()).isEqualTo(200);
        assertRefused(
                "below one that has none below",
                noneBelow.below("CN=x", _ -> {}).client(SUBJECT));
    }

    @Test
    void trustsNoAnchorOfAnotherAccount() {
        var stranger = API.client(0);
        trust(stranger, authority);

        assertThat(ask(authority.client(SUBJECT)).status()).isEqualTo(401);
        var id = stranger.get(ANCHORS).json().get(0).get("id").asString();
        assertThat(owner.delete(ANCHORS + "/" + id).status()).isEqualTo(404);
        assertThat(owner.get(ANCHORS).json()).isEmpty();
        assertThat(stranger.get(ANCHORS).json()).hasSize(1);
    }

    @Test
    void refusesEverythingUnderAnAnchorThatIsDeleted() {
        var id = trust(owner, authority).json().get("id").asString();
        var own = authority.client(SUBJECT);
        var token = token(own);
        assertThat(files(token, own)).isEqualTo(200);

        assertThat(owner.delete(ANCHORS + "/" + id).status()).isEqualTo(204);

        await().atMost(PROMISED).until(() -> files(token, own) == 401 && ask(own).status() == 401);
        assertThat(owner.delete(ANCHORS + "/" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "san_dns, client.example.org, 2, CLIENT.example.org, other.example.org",
        "san_uri, spiffe://example.org/ingest, 6, spiffe://example.org/ingest, spiffe://example.org/other",
        "san_email, ingest@example.org, 1, ingest@example.org, other@example.org",
        "san_ip, 192.0.2.7, 7, 192.0.2.7, 192.0.2.8",
        "san_ip, 2001:db8::7, 7, 2001:db8:0:0:0:0:0:7, 2001:db8::8"
    })
    void comparesAlternativeNames(String kind, String registered, int type, String same, String other) {
        trust(owner, authority);
        var id = createClient(owner, kind, registered);

        assertThat(ask(id, named(type, same)).status()).isEqualTo(200);
        assertThat(ask(id, named(type, other)).status()).isEqualTo(401);
        assertThat(ask(id, authority.client("CN=" + registered)).status()).isEqualTo(401);
    }

    @Test
    void trustsOnlyAuthorities() {
        var refused = List.of(
                authority.client(SUBJECT).jsonPem(),
                TestAuthority.root("CN=x", terms -> terms.uses = KeyUsage.digitalSignature)
                        .own()
                        .jsonPem(),
                TestAuthority.root("CN=x", terms -> {
                            terms.start = Instant.now().minusSeconds(7200);
                            terms.end = Instant.now().minusSeconds(60);
                        })
                        .own()
                        .jsonPem(),
                TestAuthority.root(
                                "CN=x",
                                terms -> terms.constraints = new NameConstraints(
                                        new GeneralSubtree[] {
                                            new GeneralSubtree(new GeneralName(new X500Name("O=Other")))
                                        },
                                        null))
                        .own()
                        .jsonPem(),
                "no certificate",
                authority.own().jsonPem() + authority.own().jsonPem());

        for (var pem : refused) {
            var answer = owner.post(ANCHORS, "{\"name\":\"x\",\"certificate\":\"" + pem + "\"}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().get("param").asString()).isEqualTo("certificate");
        }
        assertThat(owner.get(ANCHORS).json()).isEmpty();
    }

    @Test
    void keepsAnAnchorOnceAndNoMoreThanAreAllowed() {
        var first = trust(owner, authority).json().get("id").asString();
        assertThat(trust(owner, authority).json().get("id").asString()).isEqualTo(first);
        for (var i = 1; i < 20; i++) {
            assertThat(trust(owner, TestAuthority.root("CN=" + i)).status()).isEqualTo(200);
        }

        var oneMore = trust(owner, TestAuthority.root("CN=20"));

        assertThat(oneMore.status()).isEqualTo(409);
        assertThat(oneMore.code()).isEqualTo("too_many_anchors");
        assertThat(owner.get(ANCHORS).json()).hasSize(20);
    }

    @Test
    void letsNobodyTrustWhoCannotDoAll() {
        var manager = API.client(owner.accountId(), Set.of(Scopes.KEYS_MANAGE));
        var limited = owner.with(owner.post("/v1/keys", "{\"rate_limit_rpm\":100,\"scopes\":" + scopes() + "}")
                .json()
                .get("key")
                .asString());

        for (var weak : List.of(manager, limited)) {
            var answer = trust(weak, authority);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("exceeds_own_rights");
        }
        assertThat(owner.get(ANCHORS).json()).isEmpty();
    }

    @Test
    void asksForExactlyOneName() {
        for (var names : List.of(
                "",
                ",\"tls_client_auth_subject_dn\":\"CN=a\",\"tls_client_auth_san_dns\":\"a\"",
                ",\"tls_client_auth_subject_dn\":\"no name\"",
                ",\"tls_client_auth_san_ip\":\"localhost\"",
                ",\"tls_client_auth_san_dns\":\" \"")) {
            var answer = owner.post(
                    "/v1/oauth/clients",
                    "{\"name\":\"x\",\"token_endpoint_auth_method\":\"tls_client_auth\"" + names + "}");
            assertThat(answer.status()).as(names).isEqualTo(400);
            assertThat(answer.error().get("param").asString()).startsWith("tls_client_auth_");
        }
        assertThat(owner.post("/v1/oauth/clients", "{\"name\":\"x\",\"tls_client_auth_san_dns\":\"a\"}")
                        .status())
                .isEqualTo(400);
    }

    private void assertRefused(String what, TestIdentity shown) {
        assertThat(ask(shown).status()).as(what).isEqualTo(401);
    }

    private TestIdentity named(int type, String name) {
        return authority.client("CN=x", terms -> terms.names.add(new GeneralName(type, name)));
    }

    private static Http.Answer trust(Http owner, TestAuthority authority) {
        return owner.post(
                ANCHORS,
                "{\"name\":\"ours\",\"certificate\":\"" + authority.own().jsonPem() + "\"}");
    }

    private static String createClient(Http owner, String kind, String name) {
        var made = owner.post(
                "/v1/oauth/clients",
                "{\"name\":\"bank\",\"token_endpoint_auth_method\":\"tls_client_auth\",\"tls_client_auth_" + kind
                        + "\":\"" + name + "\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return made.json().get("client_id").asString();
    }

    private static String scopes() {
        return Scopes.CLIENT.stream().map(scope -> "\"" + scope + "\"").toList().toString();
    }

    private Http.Answer ask(TestIdentity shown) {
        return ask(clientId, shown);
    }

    private static Http.Answer ask(String clientId, TestIdentity shown) {
        return API.anybody()
                .over(TestIdentity.client(SERVERS.own().certificate(), shown))
                .form(TestClient.TOKEN, List.of("grant_type", "client_credentials", "client_id", clientId));
    }

    private String token(TestIdentity shown) {
        return ask(shown).json().get("access_token").asString();
    }

    private int files(String token, TestIdentity shown) {
        return owner.with(token)
                .over(TestIdentity.client(SERVERS.own().certificate(), shown))
                .get("/v1/files")
                .status();
    }
}
