package io.waybill.api.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.EntryBundle;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.log.Tile;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.receipts.receipt.Commitment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Receipts of batches and calls, and the log itself, read over HTTP as anybody would. */
@Timeout(120)
class LogOverHttpTest {

    private static final long PLENTY = 1_000_000_000;

    private static final Pattern RECEIPT =
            Pattern.compile("\"finished_at\":\"([^\"]+)\",\"index\":0,.*?\"started_at\":\"([^\"]+)\"");

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(PLENTY);
    private final Http anybody = PLATFORM.api().anybody();

    @Test
    void pagesReceiptsOfABatchInTheOrderOfItsInput() {
        var id = ended("one", "!bad", "three");

        var first = client.get("/v1/batches/" + id + "/receipts?limit=2").json();
        var second = client.get("/v1/batches/" + id + "/receipts?limit=2&after="
                        + first.get("next").asString())
                .json();

        assertThat(first.get("object").asString()).isEqualTo("list");
        assertThat(first.get("has_more").asBoolean()).isTrue();
        assertThat(first.get("data").findValuesAsString("outcome")).containsExactly("succeeded", "failed");
        assertThat(first.get("data").get(0).get("index").asInt()).isZero();
        assertThat(first.get("data").get(0).get("batch_id").asString()).isEqualTo(id);
        assertThat(first.get("data").get(0).get("attestation_type").asString()).isEqualTo("platform_observed");
        assertThat(second.get("has_more").asBoolean()).isFalse();
        assertThat(second.get("data")).hasSize(1);
        assertThat(second.get("data").get(0).get("index").asInt()).isEqualTo(2);
    }

    @Test
    void streamsReceiptsOfABatchAsLinesEachOfWhichCanBeReadAlone() {
        var id = ended("one", "two", "three");

        var answer = client.get("/v1/batches/" + id + "/receipts", "Accept", "application/x-ndjson");
        var rest = client.get("/v1/batches/" + id + "/receipts?after=2", "Accept", "application/x-ndjson");

        var lines = answer.text().lines().toList();
        assertThat(answer.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("{\"audit_id\":"));
        assertThat(rest.text()).isEqualTo(lines.get(2) + "\n");
        var receipt = lines.get(1).substring("{\"audit_id\":\"".length(), "{\"audit_id\":\"".length() + 36);
        assertThat(anybody.get("/v1/vaas/" + receipt).text()).isEqualTo(lines.get(1));
        assertThat(anybody.get("/v1/vaas/" + receipt + "/verify")
                        .json()
                        .get("valid")
                        .asBoolean())
                .isTrue();
        assertThat(PackVerifier.verify(
                                anybody.get("/v1/vaas/" + receipt + "/evidence").bytes(), Trust.of(logKey()))
                        .overall())
                .isEqualTo(Verdict.Answer.HOLDS);
    }

    @Test
    void saysWhenAndByWhatAnItemWasComputed() {
        var id = ended("!sleep 300", "two");

        var pack = client.get("/v1/batches/" + id + "/evidence").text();

        var receipts = RECEIPT.matcher(pack);
        assertThat(receipts.find()).isTrue();
        var started = Instant.parse(receipts.group(2));
        var finished = Instant.parse(receipts.group(1));
        assertThat(started).isBefore(finished.minusMillis(250));
        assertThat(pack).contains("\"waybill\":\"");
    }

    @Test
    void keepsTheKeyThatABatchBeganItsReceiptsWithWhateverIsReplacedMeanwhile() {
        var before = ended("one");
        var running = client.post("/v1/batches", tasks("!sleep 1500", "two"))
                .json()
                .get("id")
                .asString();

        var rotated = PLATFORM.api().operator().post("/v1/admin/receipt-keys/receipts/rotate", "");
        PLATFORM.ended(client, running);

        assertThat(rotated.status()).isEqualTo(200);
        Awaitility.await()
                .until(() -> client.get("/v1/batches/" + running + "/evidence").status() == 200);
        for (var id : List.of(before, running)) {
            var pack = client.get("/v1/batches/" + id + "/evidence").bytes();
            assertThat(PackVerifier.verify(pack, Trust.of(logKey())).overall()).isEqualTo(Verdict.Answer.HOLDS);
        }
        assertThat(client.get("/v1/batches/" + running + "/evidence").text())
                .contains(rotated.json().get("key_id").asString());
    }

    @Test
    void refusesPagesThatThereCannotBe() {
        var id = ended("one");

        for (var query : List.of("limit=0", "limit=1001", "limit=x", "after=-1", "after=x")) {
            var answer = client.get("/v1/batches/" + id + "/receipts?" + query);

            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.error().get("param").asString()).isEqualTo(query.substring(0, query.indexOf('=')));
        }
        assertThat(client.get("/v1/batches/" + id + "/receipts?after=7").json().get("data"))
                .isEmpty();
    }

    @Test
    void givesOnePackForABatchThatHoldsUntilAByteIsChanged() {
        var id = ended("one", "!bad", "three");

        var pack = client.get("/v1/batches/" + id + "/evidence");

        var bytes = pack.bytes();
        assertThat(pack.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(PackVerifier.verify(bytes, Trust.of(logKey())).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(pack.text().lines()).hasSize(5);
        assertThat(pack.text()).contains("\"openings\"");
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("\"succeeded\"") + 1] ^= 1;
        assertThat(PackVerifier.verify(bytes, Trust.of(logKey())).overall()).isEqualTo(Verdict.Answer.FAILS);
    }

    @Test
    void hasNoEvidenceOfABatchThatRunsOrIsAnothers() {
        var other = PLATFORM.api().client(0);
        var id = ended("one");
        var running = client.post("/v1/batches", tasks("!sleep 1500"))
                .json()
                .get("id")
                .asString();

        var early = client.get("/v1/batches/" + running + "/evidence");
        var none = client.get("/v1/batches/" + running + "/receipts");

        assertThat(early.status()).isEqualTo(404);
        assertThat(early.code()).isEqualTo("receipt_not_found");
        assertThat(none.json().get("data")).isEmpty();
        assertThat(other.get("/v1/batches/" + id + "/evidence").code()).isEqualTo("batch_not_found");
        assertThat(other.get("/v1/batches/" + id + "/receipts").code()).isEqualTo("batch_not_found");
        PLATFORM.ended(client, running);
    }

    @Test
    void commitsToTheParametersOfACallApartFromItsInput() {
        var body = "{\"model\": \"echo\", \"input\":\"one\", \"encoding_format\":\"base64\"}";
        var id = client.post("/v1/embeddings", body).header("X-VaaS-Record-Id");
        var pack = Awaitility.await()
                .until(() -> client.get("/v1/vaas/" + id + "/evidence/opened"), found -> found.status() == 200);
        var key = NoteKey.parse(client.get("/log/key").text().strip());

        var right = content(pack.bytes(), key, "{\"encoding_format\":\"base64\",\"model\": \"echo\"}");
        var wrong = content(pack.bytes(), key, "{\"encoding_format\":\"float\",\"model\": \"echo\"}");

        assertThat(right).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(wrong).isEqualTo(Verdict.Answer.FAILS);
        assertThat(pack.header("X-Waybill-Unopened")).isEmpty();
    }

    private static Verdict.Answer content(byte[] pack, NoteKey key, String parameters) {
        try {
            var sha256 = HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(parameters.getBytes(StandardCharsets.UTF_8)));
            var trust = new Trust(key, List.of(), Map.of(Commitment.Kind.PARAMETERS, sha256), 0);
            return PackVerifier.verify(pack, trust).overall();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesTheReceiptOfACallInItsAnswer() {
        var answer = client.post("/v1/embeddings", "{\"model\":\"echo\",\"input\":\"one\"}");

        var id = answer.header("X-VaaS-Record-Id");
        var key = VerifyKey.of(HexFormat.of().parseHex(answer.header("X-VaaS-PublicKey")));
        var receipt = Awaitility.await()
                .until(() -> anybody.get("/v1/vaas/" + id), found -> found.status() == 200)
                .json();
        assertThat(receipt.get("attestation_type").asString()).isEqualTo("platform_observed");
        assertThat(receipt.get("price_nanos").asString()).isEqualTo("1000000");
        assertThat(receipt.get("signature").asString()).isEqualTo(answer.header("X-VaaS-Signature"));
        assertThat(receipt.get("key_id").asString()).isEqualTo(key.kid());
        assertThat(key.verifies(
                        HexFormat.of().parseHex(answer.header("X-VaaS-Signature")),
                        receipt.get("payload").asString().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @Test
    void servesTilesWhoseRootIsTheSignedOne() {
        ended("one", "two", "three");

        var served = anybody.get("/log/checkpoint");
        var note = SignedNote.parse(served.text());
        var head = Checkpoint.parse(note.text());
        var root = Proofs.root(head.size(), Tile.nodes(this::hashes));

        assertThat(served.header("Content-Type")).startsWith("text/plain");
        assertThat(note.verified(logKey(), VerifyKey::verify)).isPresent();
        assertThat(head.origin()).isEqualTo(logKey().name());
        assertThat(root).isEqualTo(head.root());
    }

    @Test
    void servesLeavesWhoseHashesAreTheTiles() {
        ended("one", "two", "three");
        var size = Checkpoint.parse(
                        SignedNote.parse(anybody.get("/log/checkpoint").text()).text())
                .size();
        var width = (int) Math.min(size, Tile.WIDTH);

        var bundle = anybody.get("/log/" + new Tile(Tile.Kind.ENTRIES, 0, 0, width).path());
        var tile = anybody.get("/log/" + new Tile(Tile.Kind.HASHES, 0, 0, width).path());

        var leaves = EntryBundle.parse(bundle.bytes());
        var hashed = new java.io.ByteArrayOutputStream();
        leaves.forEach(leaf -> hashed.writeBytes(new TreeHasher().leaf(leaf).bytes()));
        assertThat(bundle.header("Cache-Control")).contains("immutable", "max-age=31536000");
        assertThat(leaves).hasSize(width);
        assertThat(tile.bytes()).isEqualTo(hashed.toByteArray());
    }

    @Test
    void hasNoTileThatTheCheckpointDoesNotMakeNecessary() {
        ended("one");

        for (var path : List.of("0/x999/999", "0/000.p/256", "0/000.p/0", "9/000", "0/0", "entries/x001", "63/000")) {
            var answer = anybody.get("/log/tile/" + path);

            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.json().get("code").asString()).as(path).isEqualTo("tile_not_found");
        }
    }

    private byte[] hashes(int level, long index, int width) {
        return anybody.get("/log/" + new Tile(Tile.Kind.HASHES, level, index, width).path())
                .bytes();
    }

    private NoteKey logKey() {
        return NoteKey.parse(anybody.get("/log/key").text().strip());
    }

    /** Ended, and in the log. */
    private String ended(String... inputs) {
        var id = client.post("/v1/batches", tasks(inputs)).json().get("id").asString();
        PLATFORM.ended(client, id);
        Awaitility.await()
                .until(() -> client.get("/v1/batches/" + id + "/evidence").status() == 200);
        return id;
    }

    private static String tasks(String... inputs) {
        var tasks = new StringBuilder();
        for (var i = 0; i < inputs.length; i++) {
            tasks.append(i == 0 ? "" : ",")
                    .append("{\"custom_id\":\"t")
                    .append(i)
                    .append("\",\"model\":\"echo\",\"request_body\":{\"input\":\"")
                    .append(inputs[i])
                    .append("\"}}");
        }
        return "{\"reuse\":false,\"tasks\":[" + tasks + "]}";
    }
}
