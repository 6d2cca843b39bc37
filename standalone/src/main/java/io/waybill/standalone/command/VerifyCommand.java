package io.waybill.standalone.command;

import io.waybill.receipts.log.LogDataMalformed;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.PackUnreadable;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.receipts.pack.Verdict.Answer;
import io.waybill.receipts.receipt.Commitment;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks an evidence pack, without the platform and without a network. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Checks the evidence of a receipt or of a whole batch, offline.",
        exitCodeOnInvalidInput = VerifyCommand.USAGE,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:everything holds, by the key of the log that was given",
            "1:something does not hold",
            "2:holds, but not authenticated: no key of the log was given",
            "3:a file or key cannot be read, or is no evidence pack",
            "64:wrong usage"
        })
final class VerifyCommand implements Callable<Integer> {

    static final int FAILS = 1;
    static final int NOT_AUTHENTICATED = 2;
    static final int UNREADABLE = 3;

    /** Of sysexits.h: picocli's own 2 has a meaning here. */
    static final int USAGE = 64;

    @Parameters(index = "0", paramLabel = "PACK", description = "the pack, byte for byte; - for standard input")
    private Path pack = Path.of("-");

    @Option(
            names = "--log-key",
            paramLabel = "NAME+ID+KEY",
            description = "the key of the log, from a source that is not the pack")
    private @Nullable String logKey; // null: nothing is authenticated

    @Option(
            names = "--witness",
            paramLabel = "NAME+ID+KEY",
            description = "the key of a witness who must have cosigned the checkpoint; can be repeated")
    private List<String> witnesses = List.of();

    @Option(names = "--input", paramLabel = "FILE", description = "must be what the receipt commits to as input")
    private @Nullable Path input; // null: not compared

    @Option(names = "--output", paramLabel = "FILE", description = "must be what the receipt commits to as output")
    private @Nullable Path output; // null: not compared

    @Option(
            names = "--parameters",
            paramLabel = "FILE",
            description = "must be what the receipt of a call commits to as parameters")
    private @Nullable Path parameters; // null: not compared

    @Option(
            names = "--index",
            paramLabel = "N",
            description = "which item of a batch's pack the files are of, from 0 (default: ${DEFAULT-VALUE})",
            defaultValue = "0")
    private long index;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        try (InputStream in = pack.toString().equals("-") ? System.in : Files.newInputStream(pack)) {
            Verdict verdict = PackVerifier.verify(new BufferedInputStream(in), trust());
            if (!json.printed(verdict)) {
                print(verdict);
            }
            return switch (verdict.overall()) {
                case HOLDS, NOT_GIVEN -> 0;
                case NOT_AUTHENTICATED -> NOT_AUTHENTICATED;
                case FAILS -> FAILS;
            };
        } catch (PackUnreadable | LogDataMalformed | IOException e) {
            String what = e instanceof NoSuchFileException ? "no such file: " : "";
            System.err.println("cannot be read: " + what + e.getMessage());
            return UNREADABLE;
        }
    }

    private Trust trust() throws IOException {
        Map<Commitment.Kind, String> contents = new EnumMap<>(Commitment.Kind.class);
        if (input != null) {
            contents.put(Commitment.Kind.INPUT, sha256(input));
        }
        if (output != null) {
            contents.put(Commitment.Kind.OUTPUT, sha256(output));
        }
        if (parameters != null) {
            contents.put(Commitment.Kind.PARAMETERS, sha256(parameters));
        }
        return new Trust(
                logKey == null ? null : NoteKey.parse(logKey),
                witnesses.stream().map(NoteKey::parse).toList(),
                contents,
                index);
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static void print(Verdict verdict) {
        System.out.println(verdict.subject());
        for (Verdict.Finding finding : verdict.findings()) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-10s %-17s %s%n",
                    finding.part().name().toLowerCase(Locale.ROOT),
                    word(finding.answer()),
                    finding.why());
        }
        System.out.println(
                switch (verdict.overall()) {
                    case HOLDS, NOT_GIVEN -> "holds";
                    case NOT_AUTHENTICATED -> "not authenticated: give --log-key, from a source that is not the pack";
                    case FAILS -> "does not hold";
                });
    }

    private static String word(Answer answer) {
        return switch (answer) {
            case HOLDS -> "holds";
            case NOT_AUTHENTICATED -> "not authenticated";
            case NOT_GIVEN -> "not given";
            case FAILS -> "DOES NOT HOLD";
        };
    }
}
