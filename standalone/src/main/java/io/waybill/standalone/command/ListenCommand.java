package io.waybill.standalone.command;

import io.waybill.receipts.log.NoteKey;
import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.ApiRefused;
import io.waybill.standalone.client.CheckpointWatch;
import io.waybill.standalone.client.Evidence;
import io.waybill.standalone.client.WebhookReceiver;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Prints events as they come, and hands them on to a program on this machine. */
@Command(
        name = "listen",
        mixinStandardHelpOptions = true,
        description =
                "Prints events as they come until Ctrl-C, each verified, and with --forward posts them to a program"
                        + " of yours. What runs must have been started with --allow-network 127.0.0.1/32.")
final class ListenCommand implements Callable<Integer> {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final List<String> ALL = List.of(
            "batch.completed",
            "batch.failed",
            "batch.expired",
            "batch.cancelled",
            "batch.progress",
            "audit.checkpoint");

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--forward", paramLabel = "URL", description = "where events are posted, with their headers")
    private @Nullable URI forward; // null for nowhere

    @Option(
            names = "--log-key",
            paramLabel = "NAME+ID+KEY",
            description = "the key of the log of receipts, by which its checkpoints are verified (default: the one that"
                    + " the platform names)")
    private @Nullable String logKey; // null for the platform's word

    @Override
    public Integer call() throws Exception {
        try (var api = new ApiClient(data.connection());
                var receiver = WebhookReceiver.start(forward, ListenCommand::say)) {
            JsonNode webhook = create(api, receiver.url());
            receiver.verifyBy(webhook.path("secret").asString(""));
            receiver.watch(watch(api));
            String path = "/v1/webhooks/" + webhook.path("id").asString("");
            var end = new CountDownLatch(1);
            var removal = new Thread(() -> delete(api, path, end), "listen-stop");
            Runtime.getRuntime().addShutdownHook(removal);
            System.out.println("listening; Ctrl-C ends it");
            end.await();
        }
        return 0;
    }

    /** Knows the log as it is now, so that the next checkpoint is held against it. */
    private CheckpointWatch watch(ApiClient api) throws IOException, InterruptedException {
        var key = NoteKey.parse(logKey == null ? Evidence.logKey(api) : logKey);
        var watch = new CheckpointWatch(key, path -> tile(api, path));
        try (var checkpoint = api.open("/log/checkpoint")) {
            String wrong = watch.wrong(new String(checkpoint.readAllBytes(), StandardCharsets.UTF_8));
            say(wrong.isEmpty() ? "log " + key.vkey() + ", its checkpoint is verified" : "not verified: " + wrong);
        } catch (ApiRefused e) {
            if (e.status() != NOT_FOUND) { // before the first one
                throw e;
            }
            say("log " + key.vkey() + ", no checkpoint yet");
        }
        return watch;
    }

    private static byte[] tile(ApiClient api, String path) {
        try (var tile = api.open("/log/" + path)) {
            return tile.readAllBytes();
        } catch (IOException | ApiRefused e) {
            throw new IllegalStateException("the log's " + path + " cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the log was read", e);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static JsonNode create(ApiClient api, URI url) throws IOException, InterruptedException {
        try {
            return api.postOnce(
                    "/v1/webhooks",
                    Map.of("url", url.toString(), "events", ALL, "description", "./waybill listen"),
                    UUID.randomUUID().toString());
        } catch (ApiRefused e) {
            if (e.status() == BAD_REQUEST) {
                throw new IllegalStateException(
                        "the platform may not call this machine; start it with ./waybill up --allow-network"
                                + " 127.0.0.1/32",
                        e);
            }
            throw e;
        }
    }

    private static void delete(ApiClient api, String path, CountDownLatch end) {
        try {
            api.delete(path);
        } catch (IOException e) {
            System.err.println("waybill: " + path + " is still there: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end.countDown();
        }
    }
}
