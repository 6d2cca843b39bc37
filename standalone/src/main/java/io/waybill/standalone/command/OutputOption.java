package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a file's content goes. */
final class OutputOption {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "instead of standard output")
    private @Nullable Path output; // null for standard output

    /** Writes the content of a file, as it comes. */
    void write(ApiClient api, String file) throws IOException, InterruptedException {
        try (InputStream content = api.open("/v1/files/" + file + "/content")) {
            if (output == null) {
                content.transferTo(System.out);
                System.out.flush();
            } else {
                Files.copy(content, output, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Writes what {@code content} writes. */
    void write(Content content) throws IOException, InterruptedException {
        if (output == null) {
            content.writeTo(System.out);
            System.out.flush();
            return;
        }
        try (OutputStream out = Files.newOutputStream(output)) {
            content.writeTo(out);
        }
    }

    /** Something to write. */
    interface Content {

        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }
}
