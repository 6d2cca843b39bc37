package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** API keys of the account. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates, lists, rotates and deletes API keys.",
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.ListAll.class,
            KeysCommand.Rotate.class,
            KeysCommand.Delete.class
        })
final class KeysCommand extends Group {

    private static final String KEYS = "/v1/keys";

    private static void print(JsonNode key) {
        System.out.printf(
                "%s  %s…%s  %-8s  %s  %s%n",
                key.path("id").asString(""),
                key.path("key_prefix").asString(""),
                key.path("last4").asString(""),
                key.path("is_active").asBoolean() ? "active" : "ended",
                key.path("created_at").asString(""),
                key.path("name").asString(""));
    }

    private static void printNew(JsonNode key) {
        print(key);
        System.out.println("shown this once: " + key.path("key").asString(""));
    }

    /** Creates one. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates a key and shows its text, which nobody can show again.")
    static final class Create extends ApiCommand {

        @Option(names = "--name", description = "for people")
        private @Nullable String name; // null for none

        @Mixin
        private TermsOptions terms = new TermsOptions();

        @Option(
                names = "--monthly-budget",
                paramLabel = "AMOUNT",
                description = "what it may spend in a month, such as 5000.00 (default: no limit of its own)")
        private @Nullable String budget; // null for none

        @Option(names = "--expires", paramLabel = "TIME", description = "RFC 3339, such as 2027-01-01T00:00:00Z")
        private @Nullable String expires; // null for never

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            var body = new LinkedHashMap<String, Object>();
            if (name != null) {
                body.put("name", name);
            }
            terms.addTo(body);
            if (budget != null) {
                body.put("monthly_budget", budget);
            }
            if (expires != null) {
                body.put("expires_at", expires);
            }
            return api.postOnce(KEYS, body, UUID.randomUUID().toString());
        }

        @Override
        void show(JsonNode key) {
            printNew(key);
        }
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists keys, the newest first.")
    static final class ListAll extends ApiCommand {

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get(KEYS);
        }

        @Override
        void show(JsonNode keys) {
            keys.forEach(KeysCommand::print);
        }
    }

    /** Replaces one. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Makes a key on the same terms; the old one goes on working for a while.")
    static final class Rotate extends ApiCommand {

        @Mixin
        private IdParameter id = new IdParameter();

        @Mixin
        private GraceOption grace = new GraceOption();

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.postOnce(
                    KEYS + "/" + id.segment() + "/rotate",
                    grace.body(),
                    UUID.randomUUID().toString());
        }

        @Override
        void show(JsonNode key) {
            printNew(key);
        }
    }

    /** Deletes one. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Deletes a key, which is refused everywhere within 5 seconds.")
    static final class Delete extends DeleteById {

        @Override
        String folder() {
            return KEYS + "/";
        }
    }
}
