package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.receipt.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/audit.md are what this version makes, byte for byte. */
class AuditGuideTest {

    private static final Path DOCS =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("docs");

    @Test
    void showsThePackThatThisVersionMakes() throws Exception {
        Packs packs = new Packs(3);
        byte[] example = Files.readAllBytes(DOCS.resolve("audit-example.json"));
        String guide = Files.readString(DOCS.resolve("audit.md"));
        var key = Pattern.compile("--log-key (\\S+)").matcher(guide);

        assertThat(key.find()).isTrue();
        assertThat(PackVerifier.verify(example, Trust.of(NoteKey.parse(key.group(1))))
                        .overall())
                .isEqualTo(Verdict.Answer.HOLDS);
        assertThat(example).isEqualTo(packs.item(1));
        Receipt receipt = packs.receipts.get(1);
        assertThat(guide)
                .contains("\n" + new String(receipt.canonical(), UTF_8) + "\n")
                .contains("`" + PackFormat.HEX.formatHex(receipt.digest()) + "`")
                .contains("\n" + new String(packs.statement.canonical(), UTF_8) + "\n");
    }
}
