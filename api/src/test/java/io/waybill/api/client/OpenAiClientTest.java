package io.waybill.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import io.waybill.api.testing.Platform;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OpenAI's own client for Java, with nothing changed but base URL and key. */
@Timeout(120)
class OpenAiClientTest {

    private static final List<Batch.Status> TERMINAL =
            List.of(Batch.Status.COMPLETED, Batch.Status.FAILED, Batch.Status.CANCELLED, Batch.Status.EXPIRED);

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final OpenAIClient client =
            client(String.valueOf(PLATFORM.api().client(1_000_000_000).key()));

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void uploadsRunsWaitsAndDownloads() {
        var fileId = upload(Platform.line("a", "one") + Platform.line("b", "!bad") + Platform.line("c", "three"));

        var created = client.batches().create(params(fileId));

        var ended = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(created.id()), batch -> TERMINAL.contains(batch.status()));
        assertThat(created.isValid()).isTrue();
        assertThat(created.status()).isIn(Batch.Status.VALIDATING, Batch.Status.IN_PROGRESS);
        assertThat(ended.isValid()).isTrue();
        assertThat(ended.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(ended.requestCounts().orElseThrow().completed()).isEqualTo(2);
        assertThat(ended.requestCounts().orElseThrow().failed()).isEqualTo(1);
        assertThat(ended.model()).contains("echo");
        assertThat(content(ended.outputFileId().orElseThrow()).lines()).hasSize(2);
        assertThat(content(ended.errorFileId().orElseThrow())).contains("\"custom_id\":\"b\"");
        assertThat(client.batches().list().data()).extracting(Batch::id).contains(created.id());
    }

    @Test
    void readsWhyAFileFailed() {
        var fileId = upload(Platform.line("a", "one") + Platform.line("a", "two"));

        var created = client.batches().create(params(fileId));

        var ended = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(created.id()), batch -> TERMINAL.contains(batch.status()));
        assertThat(ended.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(ended.failedAt()).isPresent();
        var error = ended.errors().orElseThrow().data().orElseThrow().getFirst();
        assertThat(error.line()).contains(2L);
        assertThat(error.code()).contains("duplicate_custom_id");
    }

    @Test
    void cancels() {
        var fileId = upload(Platform.line("a", "!sleep 10000"));
        var created = client.batches().create(params(fileId));
        // The in-memory engine mistakes a cancellation that meets the end of an activity, and repeats it after 10 s.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(created.id()).status().equals(Batch.Status.IN_PROGRESS));

        var cancelled = client.batches().cancel(created.id());

        assertThat(cancelled.status()).isIn(Batch.Status.CANCELLING, Batch.Status.CANCELLED);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(created.id()).status().equals(Batch.Status.CANCELLED));
    }

    @Test
    void managesFiles() {
        var fileId = upload("{}\n");

        var file = client.files().retrieve(fileId);
        var deleted = client.files().delete(fileId);

        assertThat(file.isValid()).isTrue();
        assertThat(file.bytes()).isEqualTo(3);
        assertThat(deleted.deleted()).isTrue();
        assertThat(client.files().list().data()).isEmpty();
        assertThatThrownBy(() -> client.files().retrieve(fileId)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void makesEmbeddingsAndListsModels() {
        var answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("echo")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .build());

        assertThat(answer.data()).hasSize(2);
        assertThat(answer.data().getFirst().embedding()).hasSize(8);
        assertThat(answer.usage().totalTokens()).isEqualTo(2);
        assertThat(client.models().list().data()).allMatch(model -> model.isValid());
        assertThat(client.models().retrieve("echo").id()).isEqualTo("echo");
    }

    @Test
    void tellsAWrongKeyAsItsOwnError() {
        var stranger = client("wb_test_nobody");

        assertThatThrownBy(() -> stranger.batches().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }

    private String upload(String lines) {
        return client.files()
                .create(FileCreateParams.builder()
                        .file(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();
    }

    private static BatchCreateParams params(String fileId) {
        return BatchCreateParams.builder()
                .inputFileId(fileId)
                .endpoint(BatchCreateParams.Endpoint.V1_EMBEDDINGS)
                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                .putAdditionalBodyProperty("priority", com.openai.core.JsonValue.from("high"))
                .build();
    }

    private String content(String fileId) {
        try (var response = client.files().content(fileId)) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(PLATFORM.api().url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
