package io.waybill.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Evidence packs of a running platform. */
public final class Evidence {

    private static final String BATCH = "batch_";
    private static final int CONFLICT = 409;

    /** The log takes receipts once a second; one that is busy with a million may take longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private Evidence() {}

    /**
     * Opens the pack of a batch or of a receipt, byte for byte as it is to be checked; waits until the log has it.
     *
     * @param id of a batch, or of a receipt
     * @throws ApiRefused where there is none, or the log does not take it within a minute
     */
    public static InputStream open(ApiClient api, String id) throws IOException, InterruptedException {
        String path = (id.startsWith(BATCH) ? "/v1/batches/" : "/v1/vaas/") + id + "/evidence";
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return api.open(path);
            } catch (ApiRefused e) {
                if (e.status() != CONFLICT || System.nanoTime() > until) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** {@return the key of the log, as the platform itself names it: whoever checks asks another source too} */
    public static String logKey(ApiClient api) throws IOException, InterruptedException {
        try (InputStream key = api.open("/log/key")) {
            return new String(key.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}
