package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Changes a webhook. What is left out stays. */
@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = "Changes a webhook: its URL, its events, its description, or whether it is told anything.")
final class UpdateWebhook extends ApiCommand {

    @Mixin
    private IdParameter id = new IdParameter();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--url", description = "https, at a public address")
    private @Nullable String url; // null to leave it

    @Option(
            names = "--event",
            paramLabel = "TYPE",
            description = "such as batch.completed; can be repeated; all that are wanted")
    private List<String> events = List.of();

    @Option(names = "--description", description = "for people")
    private @Nullable String description; // null to leave it

    @Option(names = "--enabled", negatable = true, description = "whether it is told anything")
    private @Nullable Boolean enabled; // null to leave it

    @Override
    JsonNode ask(ApiClient api) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "url", url);
        put(body, "events", events.isEmpty() ? null : events);
        put(body, "description", description);
        put(body, "enabled", enabled);
        if (body.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "nothing to change; give --url, --event, --description or --[no-]enabled");
        }
        return api.patch("/v1/webhooks/" + id.segment(), body);
    }

    private static void put(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    @Override
    void show(JsonNode webhook) {
        WebhooksCommand.print(webhook);
    }
}
