package io.waybill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the installed files of the default model. */
final class InstalledMiniLm {

    private InstalledMiniLm() {}

    static BareModel open(Path models) throws Exception {
        return new BareModel(find(models, ".onnx"), find(models, "tokenizer.json"));
    }

    private static Path find(Path models, String ending) throws IOException {
        try (var files = Files.walk(models.resolve("all-minilm-l6-v2"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no file *" + ending + " under " + models
                            + "/all-minilm-l6-v2: run ./waybill models install all-minilm-l6-v2"));
        }
    }
}
