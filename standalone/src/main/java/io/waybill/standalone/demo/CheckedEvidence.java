package io.waybill.standalone.demo;

import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.standalone.Progress;
import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.Evidence;
import io.waybill.standalone.data.DataDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The batch's evidence: kept as a file, and checked as whoever gets it would. */
final class CheckedEvidence {

    private final Path pack;
    private final String logKey;
    private final Verdict verdict;

    private CheckedEvidence(Path pack, String logKey, Verdict verdict) {
        this.pack = pack;
        this.logKey = logKey;
        this.verdict = verdict;
    }

    static CheckedEvidence of(ApiClient api, DataDirectory data, String batch)
            throws IOException, InterruptedException {
        Path pack = data.root().resolve("evidence").resolve(batch + ".ndjson");
        Files.createDirectories(pack.getParent());
        try (InputStream content = Evidence.open(api, batch)) {
            Files.copy(content, pack, StandardCopyOption.REPLACE_EXISTING);
        }
        String logKey = Evidence.logKey(api);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(pack))) {
            return new CheckedEvidence(pack, logKey, PackVerifier.verify(in, Trust.of(NoteKey.parse(logKey))));
        }
    }

    boolean holds() {
        return verdict.overall() == Verdict.Answer.HOLDS;
    }

    void tell(Progress progress) {
        progress.say("           a signed receipt of every item stands in the log: " + (holds() ? "yes" : "NO"));
        if (!holds()) {
            verdict.findings()
                    .forEach(it -> progress.say("           " + it.part() + " " + it.answer() + " " + it.why()));
        }
    }

    void tellHowToCheck(Progress progress, String server) {
        progress.say("");
        progress.say("check the receipts offline, with nothing but the file and the key of the log:");
        progress.say("  ./waybill verify " + pack + " --log-key " + logKey);
        progress.say("  python3 docs/verify.py " + pack + " --log-key " + logKey);
        progress.say("  " + server + "/verify  (works from disk too)");
    }
}
