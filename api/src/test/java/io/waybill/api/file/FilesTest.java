package io.waybill.api.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files over HTTP, PostgreSQL and S3. */
class FilesTest {

    private static final String LINES = "{\"n\":1}\n{\"n\":2}\n";

    @RegisterExtension
    static final ApiServer API = new ApiServer();

    private final Http client = API.client(0);

    @Test
    void storesAFileWhicheverPartComesFirst() {
        var purposeFirst = client.upload("purpose", "batch", "file/a.jsonl", LINES);
        var fileFirst = client.upload("file/a.jsonl", LINES, "purpose", "batch");

        assertThat(purposeFirst.status()).isEqualTo(200);
        assertThat(fileFirst.status()).isEqualTo(200);
        assertThat(fileFirst.json().get("object").asString()).isEqualTo("file");
        assertThat(fileFirst.json().get("bytes").asLong()).isEqualTo(LINES.length());
        assertThat(fileFirst.json().get("purpose").asString()).isEqualTo("batch");
        assertThat(fileFirst.json().get("filename").asString()).isEqualTo("a.jsonl");
        assertThat(fileFirst.json().get("sha256")).isEqualTo(purposeFirst.json().get("sha256"));
    }

    @Test
    void readsBackWhatWasStored() {
        var id = client.uploadLines(LINES);

        var content = client.get("/v1/files/" + id + "/content");

        assertThat(content.status()).isEqualTo(200);
        assertThat(content.text()).isEqualTo(LINES);
        assertThat(content.header("Content-Length")).isEqualTo("" + LINES.length());
        assertThat(content.header("ETag"))
                .isEqualTo(
                        '"' + client.get("/v1/files/" + id).json().get("sha256").asString() + '"');
    }

    @Test
    void servesOneRange() {
        var path = "/v1/files/" + client.uploadLines(LINES) + "/content";

        var middle = client.get(path, "Range", "bytes=1-3");
        var tail = client.get(path, "Range", "bytes=-2");
        var open = client.get(path, "Range", "bytes=14-");
        var several = client.get(path, "Range", "bytes=0-1,3-4");

        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.text()).isEqualTo(LINES.substring(1, 4));
        assertThat(middle.header("Content-Range")).isEqualTo("bytes 1-3/" + LINES.length());
        assertThat(tail.text()).isEqualTo("}\n");
        assertThat(open.text()).isEqualTo(LINES.substring(14));
        assertThat(several.status()).isEqualTo(200);
        assertThat(several.header("Content-Range")).isEmpty();
    }

    @Test
    void refusesARangeOutsideTheContent() {
        var path = "/v1/files/" + client.uploadLines(LINES) + "/content";

        var beyond = client.get(path, "Range", "bytes=16-");

        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.code()).isEqualTo("range_not_satisfiable");
        assertThat(beyond.header("Content-Range")).isEqualTo("bytes */16");
    }

    @Test
    void answersHeadAndNotModifiedWithoutABody() {
        var path = "/v1/files/" + client.uploadLines(LINES) + "/content";
        var etag = client.get(path).header("ETag");

        var head = client.send("HEAD", path, BodyPublishers.noBody());
        var same = client.get(path, "If-None-Match", etag);
        var changed = client.get(path, "Range", "bytes=0-1", "If-Range", "\"other\"");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("16");
        assertThat(head.bytes()).isEmpty();
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.bytes()).isEmpty();
        assertThat(changed.status()).isEqualTo(200);
    }

    @Test
    void listsPagesInBothOrders() {
        var owner = API.client(0);
        var first = owner.uploadLines("1\n");
        var second = owner.uploadLines("2\n");
        var third = owner.uploadLines("3\n");

        var newest = owner.get("/v1/files?limit=2").json();
        var rest = owner.get("/v1/files?limit=2&after=" + second).json();
        var oldest = owner.get("/v1/files?order=asc&limit=1&purpose=batch").json();

        assertThat(newest.get("object").asString()).isEqualTo("list");
        assertThat(newest.get("first_id").asString()).isEqualTo(third);
        assertThat(newest.get("last_id").asString()).isEqualTo(second);
        assertThat(newest.get("has_more").asBoolean()).isTrue();
        assertThat(rest.get("data").get(0).get("id").asString()).isEqualTo(first);
        assertThat(rest.get("has_more").asBoolean()).isFalse();
        assertThat(oldest.get("data").get(0).get("id").asString()).isEqualTo(first);
    }

    @Test
    void refusesListParametersOutOfRange() {
        assertThat(client.get("/v1/files?limit=0").code()).isEqualTo("invalid_request");
        assertThat(client.get("/v1/files?limit=10001").status()).isEqualTo(400);
        assertThat(client.get("/v1/files?limit=x").error().get("param").asString())
                .isEqualTo("limit");
        assertThat(client.get("/v1/files?order=up").status()).isEqualTo(400);
        assertThat(client.get("/v1/files?after=nonsense").status()).isEqualTo(400);
    }

    @Test
    void deletesAFileAndItsBytes() {
        var id = client.uploadLines(LINES);

        var deleted = client.delete("/v1/files/" + id);

        assertThat(deleted.json().get("deleted").asBoolean()).isTrue();
        assertThat(client.get("/v1/files/" + id).status()).isEqualTo(404);
        assertThat(client.get("/v1/files/" + id + "/content").status()).isEqualTo(404);
        assertThat(client.delete("/v1/files/" + id).status()).isEqualTo(404);
    }

    @Test
    void answersAForeignFileAsAnUnknownOne() {
        var foreign = API.client(0).uploadLines(LINES);
        var unknown = "file-0123456789abcdef0123456789abcdef";

        for (var path : new String[] {"/v1/files/%s", "/v1/files/%s/content"}) {
            var asForeign = client.get(path.formatted(foreign));
            var asUnknown = client.get(path.formatted(unknown));
            assertThat(asForeign.status()).isEqualTo(404);
            assertThat(asForeign.text()).isEqualTo(asUnknown.text().replace(unknown, foreign));
        }
        assertThat(client.delete("/v1/files/" + foreign).status()).isEqualTo(404);
    }

    @Test
    void refusesBodiesThatAreNotAnUpload() {
        assertThat(client.upload("purpose", "batch").error().get("param").asString())
                .isEqualTo("file");
        assertThat(client.upload("file/a.jsonl", LINES).error().get("param").asString())
                .isEqualTo("purpose");
        assertThat(client.upload("file/a.jsonl", LINES, "purpose", "batch_output")
                        .status())
                .isEqualTo(400);
        assertThat(client.upload("purpose", "fine-tune", "file/a.jsonl", LINES).status())
                .isEqualTo(400);
        assertThat(client.upload("purpose", "batch", "colour", "red", "file/a", LINES)
                        .code())
                .isEqualTo("unknown_parameter");
        assertThat(client.upload("purpose", "batch", "file/a", "1", "file/b", "2")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/v1/files", "{}").status()).isEqualTo(415);
    }

    @Test
    void keepsAFileForAsLongAsAsked() {
        var kept = upload("created_at", "3600");
        var wrong = upload("created_at", "3599");
        var anchored = upload("updated_at", "3600");

        assertThat(kept.json().get("expires_at").asLong()
                        - kept.json().get("created_at").asLong())
                .isEqualTo(3600);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("expires_after[seconds]", "3600", "2592000");
        assertThat(anchored.status()).isEqualTo(400);
        assertThat(anchored.text()).contains("expires_after[anchor]", "created_at");
    }

    private Http.Answer upload(String anchor, String seconds) {
        return client.upload(
                "purpose",
                "batch",
                "expires_after[anchor]",
                anchor,
                "file/a.jsonl",
                LINES,
                "expires_after[seconds]",
                seconds);
    }

    @Test
    void storesNothingOfAnUploadThatEndsEarly() {
        var owner = API.client(0);
        var whole = Http.body("purpose", "batch", "file/a.jsonl", LINES);
        var torn = java.util.Arrays.copyOf(whole, whole.length - 40);

        var answer = owner.multipart(torn);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(owner.get("/v1/files").json().get("data")).isEmpty();
    }

    @Test
    void keepsOnlyTheLastSegmentOfAFilename() {
        var stored = client.upload("purpose", "user_data", "file/..\\..\\etc/pass\twd", "x");

        assertThat(stored.json().get("filename").asString()).isEqualTo("passwd");
    }

    @Test
    void refusesAnUploadOverTheLimitWhileItStreams() {
        try (var small = new SmallFiles()) {
            var owner = small.api().client(0);

            var answer = owner.upload("purpose", "batch", "file/a", "x".repeat(2000));

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.code()).isEqualTo("payload_too_large");
            assertThat(owner.get("/v1/files").json().get("data")).isEmpty();
        }
    }

    /** A server that takes files of 1,000 bytes. */
    private record SmallFiles(ApiServer api) implements AutoCloseable {

        SmallFiles() {
            this(new ApiServer().with("waybill.file.size-max", "1000B").start());
        }

        @Override
        public void close() {
            api.stop();
        }
    }
}
