package io.waybill.activities.batch;

import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.request.ItemLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * What an item asks of which model, as the first half of a SHA-256: two items of one account with the same content have
 * the same result where the model is deterministic. Who finds two contents with one hash has fooled themselves alone.
 */
final class Content {

    private static final byte[] FORM = "waybill content 1".getBytes(StandardCharsets.US_ASCII);

    private Content() {}

    /** {@return the content of a request; the client's name for its user is not part of it} */
    static UUID of(String modelDigest, String url, EmbeddingRequest request) {
        MessageDigest digest = sha256();
        digest.update(FORM);
        add(digest, modelDigest);
        add(digest, url);
        Integer dimensions = request.dimensions();
        add(digest, (request.base64() ? "base64 " : "float ") + (dimensions == null ? 0 : dimensions));
        number(digest, request.inputs().size());
        request.inputs().forEach(input -> add(digest, input));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** {@return the content of a request for text: its bytes, so that whatever is written otherwise is another} */
    static UUID of(String modelDigest, ItemLine line) {
        MessageDigest digest = sha256();
        digest.update(FORM);
        add(digest, modelDigest);
        add(digest, line.url());
        number(digest, line.bodyTo() - line.bodyFrom());
        digest.update(line.buffer(), line.bodyFrom(), line.bodyTo() - line.bodyFrom());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** With its length in front, so that no two lists of texts are one row of bytes. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(digest, bytes.length);
        digest.update(bytes);
    }

    private static void number(MessageDigest digest, int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
