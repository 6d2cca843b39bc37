package io.waybill.api.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.receipts.receipt.Commitment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Assertions and single receipts over HTTP, on real parts. */
@Timeout(120)
class AssertionsTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String GOOD =
            "{\"input_text\":\"Größe?\",\"output_text\":\"42\",\"model_id\":\"qwen3.5-27b\",\"gpu_id\":\"run-1\"}";
    private static final String NOBODYS = "00000000-0000-4000-8000-000000000000";

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(0);
    private final Http anybody = PLATFORM.api().anybody();

    @Test
    void signsWhatIsAssertedWithTheKeyOfAssertions() {
        var made = client.post("/v1/vaas", GOOD);

        var record = made.json();
        var key = publicKey(record.get("key_id").asString());
        assertThat(made.status()).isEqualTo(200);
        assertThat(record.get("object").asString()).isEqualTo("vaas.record");
        assertThat(record.get("attestation_type").asString()).isEqualTo("client_asserted");
        assertThat(record.get("model_id").asString()).isEqualTo("qwen3.5-27b");
        assertThat(record.get("price_nanos").asString()).isEqualTo("0");
        assertThat(record.get("payload").asString()).doesNotContain("Größe");
        assertThat(key.get("purpose").asString()).isEqualTo("assertions");
        assertThat(VerifyKey.of(java.util.Base64.getUrlDecoder()
                                .decode(key.get("x").asString()))
                        .verifies(
                                HEX.parseHex(record.get("signature").asString()),
                                record.get("payload").asString().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @Test
    void whoeverKnowsItsIdReadsAndVerifiesIt() {
        var made = client.post("/v1/vaas", GOOD).json();
        var id = made.get("audit_id").asString();
        evidence(anybody, id, "");

        var read = anybody.get("/v1/vaas/" + id);
        var verified = anybody.get("/v1/vaas/" + id + "/verify");

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().get("payload").asString())
                .isEqualTo(made.get("payload").asString());
        assertThat(read.json().get("log_index").asLong()).isNotNegative();
        assertThat(verified.status()).isEqualTo(200);
        assertThat(verified.json().get("audit_id").asString()).isEqualTo(id);
        assertThat(verified.json().get("valid").asBoolean()).isTrue();
    }

    @Test
    void givesEvidenceThatHoldsOfflineAndOpensForItsOwnerAlone() {
        var id = client.post("/v1/vaas", GOOD).json().get("audit_id").asString();

        var open = evidence(client, id, "/opened");
        var shut = evidence(anybody, id, "");

        assertThat(verdict(open, "Größe?", "42").overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(open, "Größe?", "43").of(Verdict.Part.CONTENT).answer())
                .isEqualTo(Verdict.Answer.FAILS);
        assertThat(PackVerifier.verify(shut, Trust.of(logKey())).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(new String(shut, StandardCharsets.UTF_8)).doesNotContain("openings");
    }

    @Test
    void forgetsContentForItsOwnerAndStillVerifies() {
        var id = client.post("/v1/vaas", GOOD).json().get("audit_id").asString();
        evidence(client, id, "/opened");

        var forgotten = client.post("/v1/vaas/" + id + "/forget", "");

        var pack = evidence(client, id, "/opened");
        assertThat(client.get("/v1/vaas/" + id + "/evidence/opened").header("X-Waybill-Unopened"))
                .isEqualTo("forgotten");
        assertThat(forgotten.json().get("forgotten").asBoolean()).isTrue();
        assertThat(new String(pack, StandardCharsets.UTF_8)).doesNotContain("openings");
        assertThat(PackVerifier.verify(pack, Trust.of(logKey())).overall()).isEqualTo(Verdict.Answer.HOLDS);
    }

    @Test
    void takesAnotherAccountsAndUnknownOnesForTheSame() {
        var id = client.post("/v1/vaas", GOOD).json().get("audit_id").asString();
        var other = PLATFORM.api().client(0);

        var answers = List.of(
                other.get("/v1/vaas/" + id + "/evidence/opened"),
                other.post("/v1/vaas/" + id + "/forget", ""),
                other.get("/v1/vaas/" + NOBODYS),
                other.get("/v1/vaas/" + NOBODYS + "/verify"),
                other.get("/v1/vaas/" + NOBODYS + "/evidence"),
                other.get("/v1/vaas/" + NOBODYS + "/evidence/opened"),
                other.post("/v1/vaas/" + NOBODYS + "/forget", ""),
                other.get("/v1/vaas/" + id.toUpperCase(java.util.Locale.ROOT)),
                other.get("/v1/vaas/vaas_xxx"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("receipt_not_found");
        });
        assertThat(new String(evidence(client, id, "/opened"), StandardCharsets.UTF_8))
                .contains("openings");
    }

    @Test
    void saysThatAReceiptIsNotInTheLogYet() {
        var id = client.post("/v1/vaas", GOOD).json().get("audit_id").asString();
        PLATFORM.api().database().execute("UPDATE receipt_call SET log_index = NULL WHERE id = '" + id + "'");

        var answer = anybody.get("/v1/vaas/" + id + "/evidence");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("receipt_pending");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void answersOnceForAnIdempotencyKey() {
        var first = client.post("/v1/vaas", GOOD, "Idempotency-Key", "a");
        var again = client.post("/v1/vaas", GOOD, "Idempotency-Key", "a");
        var other = client.post("/v1/vaas", GOOD.replace("42", "43"), "Idempotency-Key", "a");

        assertThat(again.bytes()).isEqualTo(first.bytes());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "input_text":"\\ud83d","output_text":"b","model_id":"m" | input_text | half of a surrogate pair
                    "input_text":"a","output_text":"\\udc00x","model_id":"m" | output_text | half of a surrogate pair
                    "input_text":"a","output_text":"b","model_id":"m\\ud83d" | model_id | half of a surrogate pair
                    "input_text":"e\\u0301","output_text":"b","model_id":"m" | input_text | is not in Unicode's form NFC
                    "input_text":"a","output_text":"e\\u0301","model_id":"m" | output_text | is not in Unicode's form NFC
                    "input_text":"a","output_text":"b","model_id":"e\\u0301" | model_id | is not in Unicode's form NFC
                    "input_text":"a","output_text":"b","model_id":"m","gpu_id":"e\\u0301" | gpu_id | is not in Unicode's form NFC
                    "output_text":"b","model_id":"m" | input_text | is missing
                    "input_text":"a","model_id":"m" | output_text | is missing
                    "input_text":null,"output_text":"b","model_id":"m" | input_text | is missing
                    "input_text":"a","output_text":"b" | model_id | must have 1 to 200 characters
                    "input_text":"a","output_text":"b","model_id":" " | model_id | must have 1 to 200 characters
                    "input_text":"a","output_text":"b","model_id":"m","gpu_id":"" | gpu_id | must have 1 to 100 characters
                    "input_text":"a","output_text":"b","model_id":"m\\u0000" | model_id | must not have control characters
                    """)
    void refusesWhatItCannotSign(String members, String field, String why) {
        var answer = client.post("/v1/vaas", "{" + members + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(answer.error().get("param").asString()).isEqualTo(field);
        assertThat(answer.error().get("message").asString()).contains(field, why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"input_text":5,"output_text":"b","model_id":"m"} | invalid_request | line 1
                    {"input_text":9007199254740993,"output_text":"b","model_id":"m"} | invalid_request | line 1
                    {"input_text":1.5,"output_text":"b","model_id":"m"} | invalid_request | line 1
                    {"input_text":true,"output_text":"b","model_id":"m"} | invalid_request | line 1
                    {"input_text":["a"],"output_text":"b","model_id":"m"} | invalid_request | line 1
                    {"input_text":{},"output_text":"b","model_id":"m"} | invalid_request | line 1
                    {"input_text":"a","output_text":"b","model_id":"m","risk":1} | unknown_parameter | 'risk'
                    {"input_text":"a","input_text":"a","output_text":"b","model_id":"m"} | malformed_json | input_text
                    {"input_text":"a" | malformed_json | line 1
                    ["a"] | invalid_request | must be a JSON object
                    `` | malformed_json | empty
                    """)
    void refusesWhatIsNoAssertion(String body, String code, String why) {
        var answer = client.post("/v1/vaas", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.error().get("message").asString()).contains(why);
    }

    @Test
    void refusesWhatIsTooDeepTooLongOrNoUtf8() {
        var deep = client.post("/v1/vaas", "{\"input_text\":" + "[".repeat(65) + "]".repeat(65) + "}");
        var longest = client.post("/v1/vaas", GOOD.replace("42", "x".repeat(AssertionRequest.TEXT_BYTES_MAX)));
        var tooLong =
                client.post("/v1/vaas", GOOD.replace("42", "x".repeat(AssertionRequest.TEXT_BYTES_MAX - 1) + "ß"));
        var huge = client.post("/v1/vaas", GOOD.replace("42", "x".repeat(3 << 20)));
        var raw =
                client.post("/v1/vaas", GOOD.replace("42", "\u00ed\u00a0\u0080").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(deep.status()).isEqualTo(400);
        assertThat(longest.status()).isEqualTo(200);
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.error().get("message").asString())
                .isEqualTo("output_text has 524289 bytes of UTF-8, 524288 are allowed");
        assertThat(huge.status()).isEqualTo(413);
        assertThat(raw.code()).isEqualTo("malformed_json");
    }

    @Test
    void asksForCredentialsWhereSomethingIsMadeOrOpened() {
        var id = client.post("/v1/vaas", GOOD).json().get("audit_id").asString();

        assertThat(anybody.post("/v1/vaas", GOOD).status()).isEqualTo(401);
        assertThat(anybody.post("/v1/vaas/" + id + "/forget", "").status()).isEqualTo(401);
        assertThat(anybody.get("/v1/vaas/" + id + "/evidence/opened").status()).isEqualTo(401);
    }

    @Test
    void publishesEveryKeyAndNamesTheOneOfReceipts() {
        client.post("/v1/vaas", GOOD);

        var current = anybody.get("/v1/vaas/pubkey/current").json();

        var key = publicKey(current.get("key_id").asString());
        assertThat(key.get("purpose").asString()).isEqualTo("receipts");
        assertThat(key.get("status").asString()).isEqualTo("active");
        assertThat(key.get("kty").asString()).isEqualTo("OKP");
        assertThat(key.get("crv").asString()).isEqualTo("Ed25519");
        assertThat(key.has("d")).isFalse();
        assertThat(current.get("verify_key_hex").asString())
                .isEqualTo(HEX.formatHex(
                        java.util.Base64.getUrlDecoder().decode(key.get("x").asString())));
        assertThat(anybody.get("/.well-known/vaas/jwks.json").json().get("keys").findValuesAsString("purpose"))
                .contains("receipts", "assertions", "checkpoints");
    }

    private byte[] evidence(Http who, String id, String opened) {
        return Awaitility.await()
                .until(() -> who.get("/v1/vaas/" + id + "/evidence" + opened), answer -> answer.status() == 200)
                .bytes();
    }

    private JsonNode publicKey(String kid) {
        for (var key : anybody.get("/.well-known/vaas/jwks.json").json().get("keys")) {
            if (key.get("kid").asString().equals(kid)) {
                return key;
            }
        }
        throw new AssertionError("no key " + kid);
    }

    private NoteKey logKey() {
        return NoteKey.parse(anybody.get("/log/key").text().strip());
    }

    private Verdict verdict(byte[] pack, String input, String output) {
        var contents = Map.of(Commitment.Kind.INPUT, sha256(input), Commitment.Kind.OUTPUT, sha256(output));
        return PackVerifier.verify(pack, new Trust(logKey(), List.of(), contents, 0));
    }

    private static String sha256(String text) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
