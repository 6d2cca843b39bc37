package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Creates an OAuth client. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Creates an OAuth client and shows its secret, which nobody can show again.")
final class CreateClient extends ApiCommand {

    @Option(names = "--name", required = true, description = "for people")
    private String name = "";

    @Option(
            names = "--method",
            defaultValue = "client_secret_basic",
            description = "how it signs in: client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth,"
                    + " self_signed_tls_client_auth (default: ${DEFAULT-VALUE})")
    private String method = "client_secret_basic";

    @Mixin
    private TermsOptions terms = new TermsOptions();

    @Option(names = "--jwks", paramLabel = "FILE", description = "JWK set of public keys, for private_key_jwt")
    private @Nullable Path jwks; // null for other methods

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "PEM, repeatable, for self_signed_tls_client_auth")
    private List<Path> certificates = new ArrayList<>();

    @Option(names = "--subject-dn", paramLabel = "NAME", description = "in certificates, for tls_client_auth")
    private @Nullable String subjectDn; // null for other names

    @Option(names = "--san-dns", paramLabel = "NAME", description = "the same, as an alternative name")
    private @Nullable String sanDns; // null for other names

    @Option(names = "--san-uri", paramLabel = "URI", description = "the same")
    private @Nullable String sanUri; // null for other names

    @Option(names = "--san-ip", paramLabel = "ADDRESS", description = "the same")
    private @Nullable String sanIp; // null for other names

    @Option(names = "--san-email", paramLabel = "ADDRESS", description = "the same")
    private @Nullable String sanEmail; // null for other names

    @Override
    JsonNode ask(ApiClient api) throws IOException, InterruptedException {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", name);
        body.put("token_endpoint_auth_method", method);
        terms.addTo(body);
        if (jwks != null) {
            body.put("jwks", keys(jwks));
        }
        if (!certificates.isEmpty()) {
            var texts = new ArrayList<String>();
            for (Path file : certificates) {
                texts.add(Files.readString(file));
            }
            body.put("certificates", texts);
        }
        put(body, "subject_dn", subjectDn);
        put(body, "san_dns", sanDns);
        put(body, "san_uri", sanUri);
        put(body, "san_ip", sanIp);
        put(body, "san_email", sanEmail);
        return api.postOnce(ClientsCommand.CLIENTS, body, UUID.randomUUID().toString());
    }

    @Override
    void show(JsonNode client) {
        ClientsCommand.printNew(client);
    }

    private static void put(Map<String, Object> body, String kind, @Nullable String value) {
        if (value != null) {
            body.put("tls_client_auth_" + kind, value);
        }
    }

    private static JsonNode keys(Path file) throws IOException {
        try {
            return Json.MAPPER.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is no JSON: a JWK set is {\"keys\": [...]}", e);
        }
    }
}
