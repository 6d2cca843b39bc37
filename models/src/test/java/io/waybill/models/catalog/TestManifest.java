package io.waybill.models.catalog;

/** A manifest whose two files lie beside it. */
final class TestManifest {

    private TestManifest() {}

    static String text() {
        return text("0".repeat(64), "1".repeat(64));
    }

    static String text(String modelSha256, String tokenizerSha256) {
        return """
                id: tiny
                task: embedding
                engine: onnx
                pool: embed
                files:
                  model: { name: model.onnx, sha256: %s, registry: local, source: here, path: weights.bin }
                  tokenizer: { name: tokenizer.json, sha256: %s, registry: local, source: here, path: tokens.json }
                dimensions: 4
                pooling: mean
                deterministic: true
                limits: { context: 16, chunk: 8, seconds_per_item: 0.1, inputs: 4 }
                pricing: { unit: token, per_million: 1 }
                license: MIT
                """.formatted(modelSha256, tokenizerSha256);
    }
}
