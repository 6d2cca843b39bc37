package io.waybill.api.batch;

import io.waybill.activities.batch.ResultLine;
import io.waybill.activities.batch.ResultOrder;
import io.waybill.activities.batch.ResultReader;
import io.waybill.activities.id.Ids;
import io.waybill.activities.ledger.Money;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Writes results to a client: the object that stands in the output or the error file, with its cursor, index, state and
 * price in front. The line itself is copied, never parsed.
 */
final class ResultWriter {

    private final OutputStream out;
    private final UUID batchId;
    private final ResultOrder order;

    ResultWriter(OutputStream out, UUID batchId, ResultOrder order) {
        this.out = out;
        this.batchId = batchId;
        this.order = order;
    }

    String cursor(ResultLine line) {
        return new ResultCursor(batchId, order, line.place()).render();
    }

    void object(ResultReader reader, ResultLine line) throws IOException {
        text("{\"cursor\":\"" + cursor(line) + "\",\"index\":" + line.index() + ",\"state\":\"" + line.state()
                + "\",\"cost\":\"" + Money.render(line.chargedNanos()) + "\"," + source(reader, line));
        reader.copy(line, new AfterBrace(out));
    }

    private static String source(ResultReader reader, ResultLine line) {
        return reader.source(line)
                .map(source -> "\"reused_from\":{\"batch_id\":\"" + Ids.render(Ids.BATCH, source.batchId())
                        + "\",\"index\":" + source.index() + "},")
                .orElse("");
    }

    void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves out the first byte, the brace that the line begins with: what is written before has opened the object. */
    private static final class AfterBrace extends OutputStream {

        private final OutputStream out;
        private boolean begun;

        AfterBrace(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (begun || length == 0) {
                out.write(bytes, offset, length);
                return;
            }
            if (bytes[offset] != '{') {
                throw new IOException("a line of results is not an object");
            }
            begun = true;
            out.write(bytes, offset + 1, length - 1);
        }
    }
}
