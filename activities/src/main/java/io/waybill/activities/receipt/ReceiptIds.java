package io.waybill.activities.receipt;

import io.waybill.activities.signing.ReceiptSecret;
import io.waybill.receipts.receipt.ReceiptId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Ids of items' receipts: where the receipt is, as one block of AES-256 under a secret of the platform's. Without it
 * they are 128 bits that nobody can tell from random ones or guess; with it a receipt is found without an index of a
 * million ids. Thread-safe.
 */
@Component
final class ReceiptIds {

    private static final int BLOCK = 16;
    private static final int PSEUDONYM_BYTES = 16;

    private final ReceiptSecret secret;

    ReceiptIds(ReceiptSecret secret) {
        this.secret = secret;
    }

    /** {@return the ids of the receipts of consecutive items of a batch, 16 bytes each} */
    byte[] of(long ordinal, int first, int count) {
        var blocks = ByteBuffer.allocate(count * BLOCK);
        for (int i = 0; i < count; i++) {
            blocks.putLong(ordinal).putInt(first + i).putInt(0);
        }
        return aes(Cipher.ENCRYPT_MODE, blocks.array());
    }

    String of(long ordinal, int index) {
        return ReceiptId.of(of(ordinal, index, 1));
    }

    /** {@return where the receipt would be; empty where the id cannot be one of an item's} */
    Optional<Place> place(UUID id) {
        var block =
                ByteBuffer.allocate(BLOCK).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        var plain = ByteBuffer.wrap(aes(Cipher.DECRYPT_MODE, block.array()));
        long ordinal = plain.getLong();
        int index = plain.getInt();
        return plain.getInt() == 0 && ordinal > 0 && index >= 0
                ? Optional.of(new Place(ordinal, index))
                : Optional.empty();
    }

    /** {@return what receipts call an account: the same in all of its receipts, and nobody can tell whose} */
    String pseudonym(UUID accountId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA256"));
            byte[] hash = mac.doFinal(("account:" + accountId).getBytes(StandardCharsets.US_ASCII));
            return "acct_" + HexFormat.of().formatHex(hash, 0, PSEUDONYM_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** One block each, all different: the mode that hides repetition is not needed. */
    @SuppressWarnings("InsecureCryptoUsage") // a permutation of blocks is what is wanted
    private byte[] aes(int mode, byte[] blocks) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, new SecretKeySpec(secret.bytes(), "AES"));
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }

    /** The receipt of an item of the batch with this ordinal. */
    record Place(long ordinal, int index) {}
}
