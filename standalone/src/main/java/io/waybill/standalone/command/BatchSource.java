package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Of which file a batch is made, and how it is to run. */
final class BatchSource {

    @Parameters(paramLabel = "FILE", description = "JSONL file, or the id of an uploaded one (file-…)")
    private String file = "";

    @Option(
            names = "--endpoint",
            defaultValue = "/v1/embeddings",
            description = "every line's url (default: ${DEFAULT-VALUE})")
    private String endpoint = "/v1/embeddings";

    @Option(names = "--window", defaultValue = "24h", description = "1h to 7d (default: ${DEFAULT-VALUE})")
    private String window = "24h";

    @Option(names = "--priority", description = "high, low or fill (default: low)")
    private @Nullable String priority; // null for the API's default

    @Option(
            names = "--on-invalid",
            defaultValue = "reject",
            description = "reject: a bad line fails the batch; quarantine: it goes to the error file at price 0"
                    + " (default: ${DEFAULT-VALUE})")
    private String onInvalid = "reject";

    /** {@return whether the file is uploaded already} */
    boolean isUploaded() {
        return file.startsWith("file-") && !Files.exists(Path.of(file));
    }

    /** {@return the id of the file, which is uploaded where it is not yet} */
    String fileId(ApiClient api) throws IOException, InterruptedException {
        return isUploaded()
                ? file
                : api.upload(Path.of(file), "batch").required("id").asString();
    }

    /** {@return the body of a create call} */
    Map<String, Object> body(String fileId) {
        var body = new LinkedHashMap<String, Object>();
        body.put("input_file_id", fileId);
        body.put("endpoint", endpoint);
        body.put("completion_window", window);
        body.put("on_invalid", onInvalid);
        if (priority != null) {
            body.put("priority", priority);
        }
        return body;
    }
}
