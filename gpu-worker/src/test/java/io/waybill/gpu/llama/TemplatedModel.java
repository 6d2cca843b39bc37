package io.waybill.gpu.llama;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The small model with another chat template: its file, but for this one text, is the same. */
final class TemplatedModel {

    private static final String KEY = "tokenizer.chat_template";

    /** Data begins at a multiple of it, counted from the beginning of the file. */
    private static final int ALIGNMENT = 32;

    private TemplatedModel() {}

    /** {@return the model, installed below {@code directory}} */
    static InstalledModel of(String template, Path directory) throws Exception {
        byte[] file = withTemplate(Files.readAllBytes(SmolLm.installed().file("model")), template);
        Path manifests = Files.createDirectories(directory.resolve("manifest"));
        Files.write(manifests.resolve("model.gguf"), file);
        Files.writeString(manifests.resolve("model.yaml"), """
                id: smollm2-tools
                task: chat
                engine: llama
                pool: chat
                files:
                  model: { name: model.gguf, sha256: %s, registry: local, source: local, path: model.gguf }
                deterministic: false
                limits: { context: 2048, chunk: 1, seconds_per_item: 2, output: 1024, output_default: 256 }
                pricing: { unit: token, per_million: 0.02, output_per_million: 0.08 }
                license: Apache-2.0
                """.formatted(sha256(file)));
        InstalledModel model = ModelCatalog.load(
                        new CatalogSettings(directory.resolve("models"), List.of(manifests), false))
                .find("smollm2-tools")
                .orElseThrow();
        new ModelInstaller(_ -> {}).install(model);
        return model;
    }

    /** A comment of Jinja's makes up for the difference in length, so that the data behind stays aligned. */
    private static byte[] withTemplate(byte[] file, String template) throws IOException {
        byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
        int at = indexOf(file, key) + key.length;
        ByteBuffer value = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(at);
        if (value.getInt() != 8) {
            throw new IOException(KEY + " is no text");
        }
        int length = Math.toIntExact(value.getLong());
        int shorter = Math.floorMod(length - template.getBytes(StandardCharsets.UTF_8).length - 4, ALIGNMENT);
        byte[] text = (template + "{#" + " ".repeat(shorter) + "#}").getBytes(StandardCharsets.UTF_8);
        var changed = new ByteArrayOutputStream(file.length + text.length);
        changed.write(file, 0, at + 4);
        changed.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .array());
        changed.writeBytes(text);
        int rest = at + 12 + length;
        changed.write(file, rest, file.length - rest);
        return changed.toByteArray();
    }

    private static int indexOf(byte[] file, byte[] wanted) {
        for (int i = 0; i < file.length - wanted.length; i++) {
            if (file[i] == wanted[0] && ByteBuffer.wrap(file, i, wanted.length).equals(ByteBuffer.wrap(wanted))) {
                return i;
            }
        }
        throw new IllegalStateException("the file has no " + KEY);
    }

    private static String sha256(byte[] file) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    }
}
