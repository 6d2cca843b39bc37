package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.ApiRefused;
import io.waybill.standalone.data.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The log of receipts, for operators. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The log of receipts, for operators.",
        subcommands = {
            LogCommand.State.class,
            LogCommand.Check.class,
            LogCommand.RotateKey.class,
            LogCommand.RevokeKey.class
        })
final class LogCommand extends Group {

    private static final String NONE = "-";
    private static final Set<String> ROTATED = Set.of("receipts", "assertions");

    /** Shows how it stands. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows the log's size, what waits for it, and what its witnesses have seen.")
    static final class State extends OperatorCommand {

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.get("/v1/admin/log");
        }

        @Override
        void show(JsonNode answer) {
            System.out.println(answer.path("origin").asString("") + ": "
                    + answer.path("size").asLong() + " leaves, signed "
                    + answer.path("checkpoint_size").asLong(0) + ", waiting "
                    + answer.path("waiting").asLong());
            for (JsonNode witness : answer.path("witnesses")) {
                System.out.println("witness " + witness.path("url").asString("") + ": seen "
                        + witness.path("seen_size").asLong() + ", refusal "
                        + witness.path("refusal").asString(NONE));
            }
        }
    }

    /** Checks it. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Computes the log's root again from all leaves, and compares it with what was signed. Exit"
                    + " code 1 where something differs.")
    static final class Check extends OperatorCommand {

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post("/v1/admin/log/check", Map.of());
        }

        @Override
        void show(JsonNode answer) {
            System.out.println(
                    holds(answer)
                            ? "holds: " + answer.path("size").asLong() + " leaves"
                            : "fails: " + answer.path("why").asString(""));
        }

        @Override
        int exitCode(JsonNode answer) {
            return holds(answer) ? 0 : 1;
        }

        private static boolean holds(JsonNode answer) {
            return answer.path("holds").asBoolean(false);
        }
    }

    /** Replaces a key. */
    @Command(
            name = "rotate-key",
            mixinStandardHelpOptions = true,
            description = "Replaces the key that signs receipts or assertions. What the one before signed still"
                    + " verifies.")
    static final class RotateKey extends OperatorCommand {

        @Parameters(index = "0", paramLabel = "PURPOSE", description = "receipts or assertions")
        private String purpose = "";

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            return api.post("/v1/admin/receipt-keys/" + Segment.of(purpose) + "/rotate", Map.of());
        }

        @Override
        void show(JsonNode answer) {
            System.out.println(answer.path("purpose").asString("") + " are signed by "
                    + answer.path("key_id").asString(""));
        }
    }

    /** Ends the belief in a key. */
    @Command(
            name = "revoke-key",
            mixinStandardHelpOptions = true,
            description = "Revokes a key of receipts or assertions that was found in strange hands, after it was"
                    + " replaced and nobody signs with it any more. What stands in the log by then still verifies.")
    static final class RevokeKey extends OperatorCommand {

        /** A key that was replaced may sign for 20 seconds; a batch is attested in minutes. */
        private static final Duration PATIENCE = Duration.ofMinutes(5);

        private static final int IN_USE = 409;

        // No parameter by place: one id of 64 begins as an option does.
        @Option(
                names = "--key",
                paramLabel = "KEY_ID",
                required = true,
                description = "the kid in /.well-known/vaas/jwks.json")
        private String keyId = "";

        @Option(names = "--reason", required = true, description = "why; noted in the operators' trail")
        private String reason = "";

        @Override
        JsonNode ask(ApiClient api) throws IOException, InterruptedException {
            replace(api);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                try {
                    return api.post(
                            "/v1/admin/receipt-keys/" + Segment.of(keyId) + "/revoke", Map.of("reason", reason));
                } catch (ApiRefused e) {
                    if (e.status() != IN_USE || System.nanoTime() > end) {
                        throw e;
                    }
                    System.err.println("waiting: " + e.getMessage());
                    Thread.sleep(Duration.ofSeconds(5));
                }
            }
        }

        private void replace(ApiClient api) throws IOException, InterruptedException {
            for (JsonNode key : api.get("/.well-known/vaas/jwks.json").path("keys")) {
                String purpose = key.path("purpose").asString("");
                if (key.path("kid").asString("").equals(keyId)
                        && key.path("status").asString("").equals("active")
                        && ROTATED.contains(purpose)) {
                    api.post("/v1/admin/receipt-keys/" + Segment.of(purpose) + "/rotate", Map.of());
                }
            }
        }

        @Override
        void show(JsonNode answer) {
            System.out.println(answer.path("key_id").asString("") + " is revoked; what stands in the log before leaf "
                    + answer.path("revoked_at_log_size").asLong() + " still verifies");
        }
    }

    /** Calls as the operator. */
    abstract static class OperatorCommand extends ApiCommand {

        @Override
        final String key(Connection connection) {
            return connection.adminKey();
        }
    }
}
