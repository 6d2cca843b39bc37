package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Webhooks of the account. */
@Command(
        name = "webhooks",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates, lists, changes, tests and deletes webhooks, and sends events again.",
        subcommands = {
            WebhooksCommand.Create.class,
            WebhooksCommand.ListAll.class,
            UpdateWebhook.class,
            WebhooksCommand.Rotate.class,
            WebhooksCommand.Test.class,
            WebhooksCommand.Deliveries.class,
            WebhooksCommand.Redeliver.class,
            WebhooksCommand.Replay.class,
            WebhooksCommand.Delete.class
        })
final class WebhooksCommand extends Group {

    private static final String WEBHOOKS = "/v1/webhooks";

    static void print(JsonNode webhook) {
        System.out.printf(
                "%s  %-8s  %s  %s%n",
                webhook.path("id").asString(""),
                webhook.path("enabled").asBoolean() ? "enabled" : "disabled",
                webhook.path("url").asString(""),
                webhook.path("events"));
    }

    private static void printDelivery(JsonNode delivery) {
        System.out.printf(
                "%s  %-17s  %-10s  %d attempts  %s%n",
                delivery.path("event_id").asString(""),
                delivery.path("type").asString(""),
                delivery.path("state").asString(""),
                delivery.path("attempts").asInt(),
                delivery.path("note").asString(""));
    }

    /** Creates one. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates a webhook and shows its secret, which nobody can show again.")
    static final class Create extends ApiCommand {

        @Parameters(index = "0", paramLabel = "URL", description = "https, at a public address")
        private String url = "";

        @Option(
                names = "--event",
                paramLabel = "TYPE",
                description = "such as batch.completed; can be repeated (default: all ends of batches)")
        private List<String> events = List.of();

        @Option(names = "--description", description = "for people")
        private @Nullable String description; // null for none

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("url", url);
            if (!events.isEmpty()) {
                body.put("events", events);
            }
            if (description != null) {
                body.put("description", description);
            }
            return api.postOnce(WEBHOOKS, body, UUID.randomUUID().toString());
        }

        @Override
        void show(JsonNode webhook) {
            print(webhook);
            System.out.println("shown this once: " + webhook.path("secret").asString(""));
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists webhooks, the newest first.")
    static final class ListAll extends ApiCommand {

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(WEBHOOKS + "?limit=100");
        }

        @Override
        void show(JsonNode page) {
            page.path("data").forEach(WebhooksCommand::print);
        }
    }

    /** Makes a new secret. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Makes a new secret; the old one goes on signing for a while. The id 'secret' is the"
                    + " account's own, which signs for the webhook_url of batches.")
    static final class Rotate extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Mixin
        private GraceOption grace = new GraceOption();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.postOnce(
                    WEBHOOKS + "/" + id.segment() + "/rotate",
                    grace.body(),
                    UUID.randomUUID().toString());
        }

        @Override
        void show(JsonNode answer) {
            System.out.println("shown this once: " + answer.path("secret").asString(""));
        }
    }

    /** Sends a test event. */
    @Command(name = "test", mixinStandardHelpOptions = true, description = "Sends the event webhook.test.")
    static final class Test extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(WEBHOOKS + "/" + id.segment() + "/test", Map.of());
        }

        @Override
        void show(JsonNode delivery) {
            printDelivery(delivery);
        }
    }

    /** Lists deliveries. */
    @Command(name = "deliveries", mixinStandardHelpOptions = true, description = "Lists deliveries, newest first.")
    static final class Deliveries extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Option(names = "--dead", description = "those that nobody tries again")
        private boolean dead;

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(WEBHOOKS + "/" + id.segment() + "/deliveries?limit=100" + (dead ? "&state=dead" : ""));
        }

        @Override
        void show(JsonNode page) {
            page.path("data").forEach(WebhooksCommand::printDelivery);
        }
    }

    /** Sends an event, or those of a time, again. */
    @Command(
            name = "redeliver",
            mixinStandardHelpOptions = true,
            description = "Sends an event again, or with --from the dead letters of a time.")
    static final class Redeliver extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Option(names = "--event", paramLabel = "EVENT", description = "evt_…")
        private @Nullable String event; // null for a time

        @Option(names = "--from", paramLabel = "TIME", description = "RFC 3339, such as 2027-01-01T00:00:00Z")
        private @Nullable String from; // null for an event

        @Option(names = "--to", paramLabel = "TIME", description = "default: now")
        private @Nullable String to; // null for now

        @Option(names = "--all", description = "with --from: also what was delivered")
        private boolean all;

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            if ((event == null) == (from == null)) {
                throw new IllegalArgumentException("give --event or --from");
            }
            String folder = WEBHOOKS + "/" + id.segment();
            if (event != null) {
                return api.post(folder + "/deliveries/" + Segment.of(event) + "/redeliver", Map.of());
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("from", from);
            if (to != null) {
                body.put("to", to);
            }
            body.put("state", all ? "all" : "dead");
            return api.post(folder + "/redeliver", body);
        }

        @Override
        void show(JsonNode answer) {
            if (answer.has("redelivered")) {
                System.out.println("sent again: " + answer.path("redelivered").asInt());
            } else {
                printDelivery(answer);
            }
        }
    }

    /** Sends the events of a batch. */
    @Command(name = "replay", mixinStandardHelpOptions = true, description = "Sends all events of a batch.")
    static final class Replay extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Parameters(index = "1", paramLabel = "BATCH", description = "batch_…")
        private String batch = "";

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post(WEBHOOKS + "/" + id.segment() + "/replay", Map.of("batch_id", batch));
        }

        @Override
        void show(JsonNode answer) {
            System.out.println("sent: " + answer.path("redelivered").asInt());
        }
    }

    /** Deletes one. */
    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Deletes a webhook.")
    static final class Delete extends DeleteById {

        @Override
        String folder() {
            return WEBHOOKS + "/";
        }
    }
}
