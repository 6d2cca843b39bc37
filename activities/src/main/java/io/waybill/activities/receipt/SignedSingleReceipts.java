package io.waybill.activities.receipt;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.OpenCharges;
import io.waybill.activities.log.LogQueue;
import io.waybill.activities.receipt.ReceiptMapper.CallRow;
import io.waybill.activities.signing.ReceiptKeys;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.receipt.AttestationType;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.ModelUsed;
import io.waybill.receipts.receipt.Outcome;
import io.waybill.receipts.receipt.Receipt;
import io.waybill.receipts.receipt.ReceiptId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Signs with the key of the receipt's kind: the two never mix. */
@Component
final class SignedSingleReceipts implements SingleReceipts {

    private static final int ID_BYTES = 16;

    private final ReceiptMapper rows;
    private final ReceiptKeys keys;
    private final ReceiptIds ids;
    private final SaltSealing sealing;
    private final LogQueue queue;
    private final OpenCharges charges;
    private final Transactions transactions;
    private final ReceiptSettings settings;
    private final ModelCatalog models;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SignedSingleReceipts(
            ReceiptMapper rows,
            ReceiptKeys keys,
            ReceiptIds ids,
            SaltSealing sealing,
            LogQueue queue,
            OpenCharges charges,
            Transactions transactions,
            ReceiptSettings settings,
            ModelCatalog models,
            Clock clock) {
        this.rows = rows;
        this.keys = keys;
        this.ids = ids;
        this.sealing = sealing;
        this.queue = queue;
        this.charges = charges;
        this.transactions = transactions;
        this.settings = settings;
        this.models = models;
        this.clock = clock;
    }

    @Override
    public SingleReceipt call(ObservedCall call) {
        Instant now = Receipt.moment(clock.instant());
        Instant started = Receipt.moment(call.startedAt());
        SigningKey key = keys.active(KeyPurpose.RECEIPTS);
        byte[] answer = call.answerBody();
        var contents = contents(call.requestBody(), answer, CallParameters.of(call.requestBody()));
        return signed(
                call.accountId(),
                key,
                contents,
                new Receipt(
                        freshId(),
                        ids.pseudonym(call.accountId()),
                        AttestationType.PLATFORM_OBSERVED,
                        null,
                        new ModelUsed(
                                call.model(), call.modelSha256(), Engine.versions(Engine.ALL, engine(call.model()))),
                        contents.commitments(),
                        started.isAfter(now) ? now : started, // a clock that was set back meanwhile
                        now,
                        answer == null ? Outcome.CANCELLED : Outcome.SUCCEEDED,
                        call.priceNanos(),
                        BatchShare.energy(
                                call.micros(),
                                settings.watts(),
                                settings.gridGramsPerKwh(),
                                settings.referenceGramsPerKwh()),
                        null,
                        Map.of(),
                        key.verifyKey().kid()),
                call.reference());
    }

    private @Nullable String engine(String model) {
        return models.find(model).map(it -> it.manifest().engine()).orElse(null);
    }

    @Override
    public SingleReceipt assertion(
            UUID accountId, String inputText, String outputText, String model, @Nullable String executionId) {
        SigningKey key = keys.active(KeyPurpose.ASSERTIONS);
        var contents =
                contents(inputText.getBytes(StandardCharsets.UTF_8), outputText.getBytes(StandardCharsets.UTF_8), null);
        return signed(
                accountId,
                key,
                contents,
                new Receipt(
                        freshId(),
                        ids.pseudonym(accountId),
                        AttestationType.CLIENT_ASSERTED,
                        null,
                        new ModelUsed(model, null, Map.of()),
                        contents.commitments(),
                        null,
                        Receipt.moment(clock.instant()),
                        Outcome.SUCCEEDED,
                        0,
                        null,
                        null,
                        executionId == null ? Map.of() : Map.of("gpu_id", executionId),
                        key.verifyKey().kid()),
                null);
    }

    @Override
    public void answered(Collection<SingleReceipt> receipts) {
        List<String> references = receipts.stream()
                .map(SingleReceipt::reference)
                .filter(Objects::nonNull)
                .toList();
        transactions.run(() -> {
            Set<String> closed = charges.answered(references);
            store(
                    receipts.stream()
                            .filter(it -> it.reference() == null || closed.contains(it.reference()))
                            .toList(),
                    () -> {});
        });
    }

    @Override
    public void store(Collection<SingleReceipt> receipts, Runnable also) {
        transactions.run(() -> {
            also.run();
            for (SingleReceipt single : receipts) {
                UUID id = UUID.fromString(single.receipt().id());
                rows.insertCall(new CallRow(
                        id,
                        single.accountId(),
                        single.canonical(),
                        single.signature(),
                        sealing.seal(single.accountId(), id, single.salts()),
                        null,
                        single.reference(),
                        single.at()));
                queue.call(id, sha256(single.canonical()));
            }
        });
    }

    private SingleReceipt signed(
            UUID accountId, SigningKey key, Contents contents, Receipt receipt, @Nullable String reference) {
        byte[] canonical = receipt.canonical();
        return new SingleReceipt(
                receipt,
                canonical,
                key.sign(canonical),
                key.verifyKey(),
                accountId,
                contents.kept(),
                receipt.finishedAt(),
                reference);
    }

    private String freshId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return ReceiptId.of(bytes);
    }

    private Contents contents(byte[] input, byte @Nullable [] output, byte @Nullable [] parameters) {
        Map<Commitment.Kind, byte[]> hashes = new EnumMap<>(Commitment.Kind.class);
        hashes.put(Commitment.Kind.INPUT, sha256(input));
        if (output != null) {
            hashes.put(Commitment.Kind.OUTPUT, sha256(output));
        }
        if (parameters != null) {
            hashes.put(Commitment.Kind.PARAMETERS, sha256(parameters));
        }
        return Contents.of(hashes, random);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
