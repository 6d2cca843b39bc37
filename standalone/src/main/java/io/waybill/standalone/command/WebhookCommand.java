package io.waybill.standalone.command;

import io.waybill.standalone.client.WebhookSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One webhook as it was received. */
@Command(
        name = "webhook",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Verifies a webhook that was received.",
        subcommands = WebhookCommand.Verify.class)
final class WebhookCommand extends Group {

    /** Verifies it. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Says whether a body is what the platform sent: exit code 0, or 1 and why not.")
    static final class Verify implements Callable<Integer> {

        private static final String SECRET_VARIABLE = "WAYBILL_WEBHOOK_SECRET";

        @Parameters(index = "0", paramLabel = "FILE", description = "the body, byte for byte; - for standard input")
        private Path body = Path.of("-");

        @Option(names = "--id", required = true, description = "header webhook-id")
        private String id = "";

        @Option(names = "--timestamp", required = true, description = "header webhook-timestamp")
        private String timestamp = "";

        @Option(names = "--signature", required = true, description = "header webhook-signature")
        private String signature = "";

        @Option(
                names = "--secret-file",
                paramLabel = "FILE",
                description = "has the secret whsec_… (default: the environment variable " + SECRET_VARIABLE + ")")
        private @Nullable Path secretFile; // null for the environment

        @Option(
                names = "--public-key",
                paramLabel = "whpk_…",
                description = "verify the part v1a by this key of /.well-known/webhooks/jwks.json instead")
        private @Nullable String publicKey; // null for the secret

        @Option(
                names = "--tolerance",
                paramLabel = "SECONDS",
                description = "how old it may be (default: ${DEFAULT-VALUE})",
                defaultValue = "300")
        private long toleranceSeconds;

        @Override
        public Integer call() throws IOException {
            byte[] bytes = body.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(body);
            String wrong = new WebhookSignature(id, timestamp, signature)
                    .wrong(key(), bytes, Instant.now(), Duration.ofSeconds(toleranceSeconds));
            if (!wrong.isEmpty()) {
                System.err.println("not verified: " + wrong);
                return 1;
            }
            System.out.println("verified: " + id);
            return 0;
        }

        private String key() throws IOException {
            if (publicKey != null) {
                return publicKey;
            }
            if (secretFile != null) {
                return Files.readString(secretFile).strip();
            }
            String secret = System.getenv(SECRET_VARIABLE);
            if (secret == null) {
                throw new IllegalArgumentException("give --secret-file, --public-key or set " + SECRET_VARIABLE);
            }
            return secret;
        }
    }
}
