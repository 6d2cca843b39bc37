package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
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

    @Option(
            names = "--on-invalid",
            defaultValue = "reject",
            description = "reject: a bad line fails the batch; quarantine: it goes to the error file at price 0"
                    + " (default: ${DEFAULT-VALUE})")
    private String onInvalid = "reject";

    @Mixin
    private BatchTerms terms = new BatchTerms();

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
        body.put("on_invalid", onInvalid);
        terms.into(body);
        return body;
    }
}
