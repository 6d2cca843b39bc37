package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.Verdict.Answer;
import io.waybill.receipts.pack.Verdict.Part;
import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Commitment.Kind;
import io.waybill.receipts.receipt.Receipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, opened from disk. Every pack gets the verdict there that it gets in Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyPageTest {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Packs packs = new Packs(13);
    private final String pinned = packs.log.logKey.vkey();
    private @Nullable Chromium browser; // null where there is none

    private int files; // choosing the same file again is no change to a browser

    @TempDir
    private Path directory;

    @BeforeAll
    void start() throws Exception {
        browser = Chromium.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (browser != null) {
            browser.stop();
        }
    }

    @BeforeEach
    void open() throws Exception {
        chromium().forget();
        chromium().look(1000, 900, false);
        chromium().open(page().toUri());
    }

    private Chromium chromium() {
        return Objects.requireNonNull(browser);
    }

    private static Path page() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PackVerifier.class.getResource("verify.html"))
                .toURI());
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    /** Gives the page a key and a pack, and answers the state of the whole. */
    private String verdict(byte[] pack, String key) throws IOException, InterruptedException {
        chromium().evaluate("document.documentElement.dataset.state = 'busy'; key.value = '" + key + "'; ''");
        chromium().choose("#pack", file("pack-" + ++files + ".json", pack));
        chromium().until("!['busy', ''].includes(document.documentElement.dataset.state ?? 'busy')");
        return chromium().evaluate("document.documentElement.dataset.state");
    }

    private String answer(Part part) throws InterruptedException {
        return chromium().evaluate("document.getElementById('" + part + "')?.dataset.answer ?? 'unreadable'");
    }

    private String text() throws InterruptedException {
        return chromium().evaluate("document.querySelector('main').innerText");
    }

    @Test
    void holdsWithThePinnedKeyAndAsksNobodyElse() throws Exception {
        assertThat(verdict(packs.item(3), pinned)).isEqualTo("HOLDS");
        chromium().screenshot(SCREENSHOTS.resolve("holds.png"));
        for (Part part : Part.values()) {
            assertThat(answer(part)).as("%s", part).isEqualTo("HOLDS");
        }
        assertThat(verdict(packs.batch(true), pinned)).isEqualTo("HOLDS");
        assertThat(verdict(Packs.assertion(packs.log, packs.log.assertions), pinned))
                .isEqualTo("HOLDS");
        assertThat(text()).contains("client_asserted");

        assertThat(chromium().requests()).hasSizeGreaterThan(0).allMatch(url -> url.startsWith("file:"));
        assertThat(chromium().complaints()).isEmpty();
    }

    @Test
    void isNotAuthenticatedByThePackAlone() throws Exception {
        assertThat(verdict(packs.item(3), "")).isEqualTo("NOT_AUTHENTICATED");
        assertThat(text()).contains("not authenticated: give the key of the log");
        chromium().screenshot(SCREENSHOTS.resolve("not-authenticated.png"));
    }

    @Test
    void saysTheSameAsJavaOfEveryKindOfTampering() throws Exception {
        for (Map.Entry<String, byte[]> tampered : tampered().entrySet()) {
            String overall = verdict(tampered.getValue(), pinned);

            assertThat(overall).as(tampered.getKey()).isEqualTo("FAILS");
            for (Part part : Part.values()) {
                assertThat(answer(part))
                        .as("%s: %s", tampered.getKey(), part)
                        .isEqualTo(javaAnswer(tampered.getValue(), part));
            }
        }
        chromium().screenshot(SCREENSHOTS.resolve("fails.png"));
        assertThat(chromium().complaints()).isEmpty();
    }

    private String javaAnswer(byte[] pack, Part part) {
        try {
            return PackVerifier.verify(pack, Trust.of(packs.log.logKey))
                    .of(part)
                    .answer()
                    .name();
        } catch (PackUnreadable e) {
            return "unreadable";
        }
    }

    private Map<String, byte[]> tampered() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        String item = new String(packs.item(3), UTF_8);
        all.put(
                "price",
                redigest(item.replace(
                        "\"price_nanos\":\"20000\",\"receipt_id\"", "\"price_nanos\":\"10000\",\"receipt_id\"")));
        all.put("outcome", redigest(item.replace("\"outcome\":\"succeeded\"", "\"outcome\":\"failed\"")));
        all.put(
                "member unknown",
                redigest(item.replace("\"outcome\":\"succeeded\"", "\"outcome\":\"succeeded\",\"owner\":\"me\"")));
        all.put(
                "signature",
                redigest(item.replaceFirst("(\"run_id\":\"[^\"]*\",\"signature\":\"ed25519:)(..)", "$100")));
        all.put("public key", redigest(item.replaceFirst("(\"public_key\":\"ed25519:)..", "$100")));
        all.put(
                "label",
                redigest(item.replaceFirst("\"customer_trace_id\":\"größe-3\"", "\"customer_trace_id\":\"größe-4\"")));
        all.put("salt", redigest(item.replaceFirst("(\"salt\":\")..", "$100")));
        all.put("index in the log", redigest(item.replace("tlog-proof@v1\\nindex 14", "tlog-proof@v1\\nindex 15")));
        all.put("size of the log", redigest(item.replaceFirst("(waybill-log\\\\n)(\\d+)", "$19$2")));
        all.put(
                "status of a key",
                redigest(item.replaceFirst("\\\\\"status\\\\\":\\\\\"active", "\\\\\"status\\\\\":\\\\\"retired")));
        all.put(
                "digest",
                item.replaceFirst("\"digest\":\"sha256:..", "\"digest\":\"sha256:zz")
                        .getBytes(UTF_8));
        all.put("space", item.replaceFirst(",", ", ").getBytes(UTF_8));
        all.put("twice", item.replaceFirst("\\{", "{\"batch\":{},").getBytes(UTF_8));
        all.put("version", item.replace("evidence/1", "evidence/2").getBytes(UTF_8));
        all.put("truncated", item.substring(0, 900).getBytes(UTF_8));
        all.put("no JSON", "<html>".getBytes(UTF_8));
        all.put("fraction", bytes(item.replace("\"index\":3", "\"index\":3.0")));
        all.put("deep", bytes(item.replace("\"index\":3", "\"index\":[[[[[[[[[3]]]]]]]]]")));
        all.put("other kind of key", Packs.assertion(packs.log, packs.log.receipts));
        List<Receipt> missing = new ArrayList<>(packs.receipts);
        missing.remove(6);
        List<Receipt> swapped = new ArrayList<>(packs.receipts);
        Collections.swap(swapped, 2, 3);
        all.put("receipt missing", packs.batch(missing, false));
        all.put("receipts swapped", packs.batch(swapped, true));
        String batch = new String(packs.batch(false), UTF_8);
        all.put("batch truncated", batch.substring(0, batch.length() - 200).getBytes(UTF_8));
        all.put("batch and more", (batch + "{}\n").getBytes(UTF_8));
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Makes the digest right again, as a forger would. */
    private static byte[] redigest(String text) {
        var pack = new TreeMap<>(CanonicalJson.readObject(text.getBytes(UTF_8), 1 << 20));
        pack.put("digest", PackFormat.digestOf(pack));
        return CanonicalJson.write(pack);
    }

    @Test
    void detectsFlippedBytes() throws Exception {
        byte[] pack = packs.item(3);
        chromium()
                .evaluate("globalThis.pack = Uint8Array.fromBase64('"
                        + Base64.getEncoder().encodeToString(pack) + "'); ''");

        String missed = chromium().evaluate("""
                (async () => {
                  const trust = { logKey: waybill.parseVkey('%s'), contents: {}, index: 0 }, missed = [];
                  for (let at = 0; at < pack.length; at += 7) {
                    const flipped = pack.slice();
                    flipped[at] ^= 1;
                    try {
                      if ((await waybill.verifyPack(new Blob([flipped]), trust)).overall !== 'FAILS') missed.push(at);
                    } catch (e) { if (e.constructor.name !== 'Unreadable') missed.push(at + ' ' + e); }
                  }
                  return missed.join();
                })()
                """.formatted(pinned));

        assertThat(missed).isEmpty();
    }

    @Test
    void refusesWrongKeys() throws Exception {
        NoteKey other = new NoteKey(
                TestLog.ORIGIN, NoteKey.Kind.NOTE, TestLog.key(9).verifyKey().bytes());

        assertThat(verdict(packs.item(3), other.vkey())).isEqualTo("FAILS");
        assertThat(answer(Part.CHECKPOINT)).isEqualTo("FAILS");
        assertThat(answer(Part.SIGNATURE)).isEqualTo("HOLDS");
        assertThat(verdict(packs.item(3), "nonsense")).isEqualTo("FAILS");
        assertThat(text()).contains("The key of the log cannot be read: a key is NAME+ID+KEY");
    }

    @Test
    void comparesFiles() throws Exception {
        chromium().choose("#input", file("input", Packs.content(3, Kind.INPUT)));
        assertThat(verdict(packs.item(3), pinned)).isEqualTo("HOLDS");
        assertThat(text()).contains("the files given are what was committed to");
        chromium().choose("#output", file("output", Packs.content(2, Kind.OUTPUT)));
        assertThat(verdict(packs.item(3), pinned)).isEqualTo("FAILS");
        assertThat(answer(Part.CONTENT)).isEqualTo("FAILS");
    }

    @Test
    void takesAPackThatIsDropped() throws Exception {
        chromium().evaluate("key.value = '" + pinned + "'; ''");
        chromium()
                .evaluate("const files = new DataTransfer(); files.items.add(new File([Uint8Array.fromBase64('"
                        + Base64.getEncoder().encodeToString(packs.item(3))
                        + "')], 'dropped.json')); document.body.dispatchEvent(new DragEvent('drop',"
                        + " { dataTransfer: files, bubbles: true, cancelable: true })); ''");

        chromium().until("document.documentElement.dataset.state === 'HOLDS'");

        assertThat(text()).contains("Dropped: dropped.json");
    }

    /** As the api serves it: the policy in the header is stricter than the page's own. */
    @Test
    void worksUnderThePolicyThatItIsServedWith() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/verify", exchange -> {
            byte[] page = VerifyPage.html().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
            exchange.getResponseHeaders().set("Content-Security-Policy", VerifyPage.contentSecurityPolicy());
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        int before = chromium().complaints().size();
        try {
            chromium().open(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/verify"));
            assertThat(verdict(packs.item(3), pinned)).isEqualTo("HOLDS");
            assertThat(chromium().evaluate("getComputedStyle(verdict).borderLeftStyle"))
                    .isEqualTo("solid");
            String fetched = chromium().evaluate("fetch('/verify').then(() => 'answered', () => 'refused')");
            assertThat(fetched).isEqualTo("refused");
        } finally {
            server.stop(0);
        }

        assertThat(chromium()
                        .complaints()
                        .subList(before, chromium().complaints().size()))
                .noneMatch(complaint -> complaint.contains("script-src") || complaint.contains("style-src"));
    }

    @Test
    void asksForAWitness() throws Exception {
        chromium().evaluate("witness.value = '" + packs.log.witnessKey.vkey() + "'; ''");
        assertThat(verdict(packs.item(3), pinned)).isEqualTo("HOLDS");
        NoteKey absent = new NoteKey(
                "absent.example.com",
                NoteKey.Kind.COSIGNATURE,
                TestLog.key(8).verifyKey().bytes());
        chromium().evaluate("witness.value = '" + absent.vkey() + "'; ''");
        assertThat(verdict(packs.item(3), pinned)).isEqualTo("FAILS");
    }

    /**
     * 3 s is what is promised; on a machine that does other things at once it may be more, so the best of three counts.
     */
    @Test
    void checksTenThousandReceiptsWithinThreeSeconds() throws Exception {
        Packs large = new Packs(10_000);
        byte[] pack = large.batch(true);
        List<Long> millis = new ArrayList<>();

        for (int attempt = 0; attempt < 3 && millis.stream().noneMatch(taken -> taken < 3000); attempt++) {
            long start = System.nanoTime();
            assertThat(verdict(pack, large.log.logKey.vkey())).isEqualTo("HOLDS");
            millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
        }

        System.out.println("10,000 receipts, " + pack.length + " bytes, in ms: " + millis);
        assertThat(millis).anyMatch(taken -> taken < 3000);
        assertThat(text()).contains("10000 receipts, which make the signed root");
    }

    @Test
    void canBeUsedByKeysAlone() throws Exception {
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            chromium().press("Tab", 9, "");
            reached.add(chromium().evaluate("document.activeElement.id || document.activeElement.tagName"));
            if (reached.getLast().equals("key")) {
                chromium().type(pinned);
            }
            if (reached.getLast().equals("pack")) {
                chromium().choose("#pack", file("pack.json", packs.item(3)));
                chromium().until("document.documentElement.dataset.state === 'NOT_AUTHENTICATED'");
            }
        }
        chromium().evaluate("check.focus(); ''");
        chromium().press("Enter", 13, "\r");
        chromium().until("document.documentElement.dataset.state === 'HOLDS'");

        assertThat(reached.subList(0, 4)).containsExactly("pack", "key", "SUMMARY", "check");
        assertThat(chromium().evaluate("String(document.querySelector('[aria-live]') !== null)"))
                .isEqualTo("true");
        assertThat(chromium()
                        .evaluate("[...document.querySelectorAll('input')].filter(i => !i.labels.length).length + ''"))
                .isEqualTo("0");
    }

    @Test
    void fits360PixelsInLightAndDark() throws Exception {
        for (boolean dark : List.of(false, true)) {
            chromium().look(360, 740, dark);
            assertThat(verdict(packs.item(3), dark ? pinned : "")).isEqualTo(dark ? "HOLDS" : "NOT_AUTHENTICATED");
            assertThat(chromium().evaluate("String(document.documentElement.scrollWidth)"))
                    .isEqualTo("360");
            chromium().screenshot(SCREENSHOTS.resolve(dark ? "narrow-dark.png" : "narrow-light.png"));
        }
    }

    @Test
    void answersInJavaWhatItAnswersHere() throws Exception {
        Verdict verdict = PackVerifier.verify(packs.item(3), Trust.of(packs.log.logKey));
        verdict(packs.item(3), pinned);

        for (Verdict.Finding finding : verdict.findings()) {
            assertThat(finding.answer()).isEqualTo(Answer.HOLDS);
            assertThat(text()).contains(finding.why());
        }
    }
}
