package io.waybill.activities.batch;

import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.price.PriceLists;
import io.waybill.activities.price.PriceSheet;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.storage.line.Line;
import io.waybill.storage.line.LineReader;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.StoredObject;
import io.waybill.workflows.batch.Lane;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the lines of additions: checked and priced as those of any batch, by the prices that the batch began with. */
@Component
final class AdditionReader {

    private static final String JSON_LINES = "application/x-ndjson";

    private final ObjectStore objects;
    private final ModelCatalog models;
    private final Catalog catalog;
    private final Tokenizers tokenizers;
    private final PriceLists prices;
    private final BlockChecker checker;
    private final Clock clock;

    AdditionReader(
            ObjectStore objects,
            ModelCatalog models,
            Catalog catalog,
            Tokenizers tokenizers,
            PriceLists prices,
            BlockChecker checker,
            Clock clock) {
        this.objects = objects;
        this.models = models;
        this.catalog = catalog;
        this.tokenizers = tokenizers;
        this.prices = prices;
        this.checker = checker;
        this.clock = clock;
    }

    /** {@return the lines of the object, numbered on from the batch's last item} */
    Addition read(BatchRow batch, String objectKey, Heartbeat heartbeat) {
        LineChecker lineChecker = checker(batch);
        try (InputStream lines = objects.open(objectKey)) {
            return read(lineChecker, lines, batch.items(), objectKey, heartbeat);
        } catch (IOException e) {
            throw new UncheckedIOException("addition " + objectKey + " cannot be read", e);
        }
    }

    /**
     * {@return lines as an addition has them, which are stored nowhere}
     *
     * @param before items that the batch has
     */
    Addition read(UUID accountId, @Nullable BatchRow batch, Preflight.Request request, InputStream lines, long before)
            throws IOException {
        LineChecker lineChecker = batch == null
                ? checker(prices.sheet(accountId, prices.version(), clock.instant()), request.lane(), request.reuse())
                : checker(batch);
        return read(lineChecker, lines, before, "", _ -> {});
    }

    private LineChecker checker(BatchRow batch) {
        PriceSheet sheet = prices.sheet(batch.accountId(), batch.priceVersion(), batch.createdAt());
        return checker(sheet, batch.lane(), batch.reuse());
    }

    private LineChecker checker(PriceSheet sheet, Lane lane, boolean reuse) {
        return new LineChecker(models, catalog, tokenizers, null, sheet, lane, reuse);
    }

    private Addition read(
            LineChecker lineChecker, InputStream lines, long before, String objectKey, Heartbeat heartbeat)
            throws IOException {
        var addition = new Addition(objectKey);
        try (LineReader reader = LineReader.at(lines, 0, before + 1)) {
            var blocks = new LineBlocks(reader, Integer.MAX_VALUE);
            while (!blocks.isEnded()) {
                LineBlock block = blocks.next();
                List<CheckedLine> checked = checker.check(lineChecker, block, () -> heartbeat.at(0));
                for (int i = 0; i < checked.size(); i++) {
                    addition.add(line(block, block.line(i), checked.get(i)));
                }
            }
            return addition;
        }
    }

    /** Stores the lines of an addition that are not among {@code left}, by their place in it, as another object. */
    StoredObject without(Addition addition, Set<Integer> left, String objectKey) {
        var kept = new ByteArrayOutputStream();
        try (LineReader reader = LineReader.of(objects.open(addition.objectKey()))) {
            Line line = reader.next();
            for (int place = 0; line != null; place++) {
                if (!left.contains(place)) {
                    kept.write(line.buffer(), line.from(), line.to() - line.from());
                    kept.write('\n');
                }
                line = reader.next();
            }
            return objects.put(objectKey, kept.toByteArray(), JSON_LINES);
        } catch (IOException e) {
            throw new UncheckedIOException("addition " + addition.objectKey() + " cannot be copied", e);
        }
    }

    private static Addition.AddedLine line(LineBlock block, RawLine raw, CheckedLine checked) {
        RequestForm form = RequestForm.ofLine(block.buffer(), raw.from(), raw.to())
                .orElseThrow(() -> BatchFailure.REQUEST_WRONG.because("line " + checked.number() + " has no form"));
        return new Addition.AddedLine(checked, form, sha256(block.buffer(), raw));
    }

    private static String sha256(byte[] buffer, RawLine raw) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(buffer, raw.from(), raw.to() - raw.from());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
