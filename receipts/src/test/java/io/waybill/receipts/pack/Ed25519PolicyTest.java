package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.pack.EdgeVectors.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One policy in Java, in the browser and in Python, at the edges too; docs/audit.md has the table. */
class Ed25519PolicyTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path SCRIPT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("docs/verify.py");

    private static final String PYTHON = """
            import importlib.util, json, sys
            spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
            verify = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(verify)
            print("".join("1" if verify.verifies(*(bytes.fromhex(part) for part in vector)) else "0"
                          for vector in json.load(open(sys.argv[2]))))
            """;

    @TempDir
    private Path directory;

    @Test
    void isTheSameForEdgesOfOurOwnMaking() throws Exception {
        compare("made here", EdgeVectors.all());
    }

    /**
     * Files as their makers publish them: {@code wycheproof_ed25519_test.json} (C2SP/wycheproof, testvectors_v1) and
     * {@code speccheck_cases.json} (novifinancial/ed25519-speccheck). They are no part of this repository.
     */
    @Test
    @EnabledIfSystemProperty(
            named = "waybill.vectors",
            matches = ".+",
            disabledReason = "needs -Dwaybill.vectors=DIRECTORY with the published files")
    void isTheSameForPublishedVectors() throws Exception {
        Path published = Path.of(System.getProperty("waybill.vectors"));

        compare(
                "Wycheproof",
                wycheproof(JSON.readTree(Files.readString(published.resolve("wycheproof_ed25519_test.json")))));
        compare("speccheck", speccheck(JSON.readTree(Files.readString(published.resolve("speccheck_cases.json")))));
        Path torsion = published.resolve("torsion_r.json");
        if (Files.exists(torsion)) {
            compare("torsion in R", speccheck(JSON.readTree(Files.readString(torsion))));
        }
    }

    private static List<Vector> wycheproof(JsonNode file) {
        List<Vector> vectors = new ArrayList<>();
        for (JsonNode group : file.path("testGroups")) {
            byte[] key = HEX.parseHex(group.path("publicKey").path("pk").asString());
            for (JsonNode test : group.path("tests")) {
                vectors.add(new Vector(
                        test.path("comment").asString(""),
                        key,
                        HEX.parseHex(test.path("msg").asString()),
                        HEX.parseHex(test.path("sig").asString()),
                        test.path("result").asString().equals("valid")));
            }
        }
        return vectors;
    }

    /** None of them is taken: keys of small or mixed order, S that is not reduced, encodings that are not canonical. */
    private static List<Vector> speccheck(JsonNode cases) {
        List<Vector> vectors = new ArrayList<>();
        for (JsonNode test : cases) {
            vectors.add(new Vector(
                    "case " + vectors.size(),
                    HEX.parseHex(test.path("pub_key").asString()),
                    HEX.parseHex(test.path("message").asString()),
                    HEX.parseHex(test.path("signature").asString()),
                    false));
        }
        return vectors;
    }

    private void compare(String source, List<Vector> vectors) throws Exception {
        Map<String, List<Boolean>> verdicts = new TreeMap<>();
        verdicts.put("policy", said(vectors, Vector::valid));
        verdicts.put("Java", said(vectors, v -> VerifyKey.verify(v.key(), v.message(), v.signature())));
        verdicts.put("JDK alone", said(vectors, Ed25519PolicyTest::jdk));
        verdicts.put("BouncyCastle alone", said(vectors, Ed25519PolicyTest::bouncyCastle));
        Path file = Files.writeString(directory.resolve("vectors.json"), JSON.writeValueAsString(hex(vectors)));
        verdicts.put("page", page(file));
        verdicts.put("Python", python(file));

        List<Boolean> policy = Objects.requireNonNull(verdicts.get("policy"));
        verdicts.forEach((who, said) -> System.out.printf(
                "%s: %d vectors, %s takes %d, %d otherwise than the policy%n",
                source, vectors.size(), who, said.stream().filter(b -> b).count(), differences(said, policy)));
        for (String who : List.of("Java", "page", "Python")) {
            assertThat(wrong(vectors, Objects.requireNonNull(verdicts.get(who)), policy))
                    .as("%s, %s", source, who)
                    .isEmpty();
        }
    }

    private static long differences(List<Boolean> said, List<Boolean> policy) {
        long count = 0;
        for (int at = 0; at < policy.size(); at++) {
            count += said.get(at).equals(policy.get(at)) ? 0 : 1;
        }
        return count;
    }

    private static List<String> wrong(List<Vector> vectors, List<Boolean> said, List<Boolean> policy) {
        List<String> wrong = new ArrayList<>();
        assertThat(said).hasSameSizeAs(policy);
        for (int at = 0; at < policy.size(); at++) {
            if (!said.get(at).equals(policy.get(at))) {
                wrong.add(vectors.get(at).name());
            }
        }
        return wrong;
    }

    private static List<Boolean> said(List<Vector> vectors, Predicate<Vector> verdict) {
        return vectors.stream().map(verdict::test).toList();
    }

    private static List<List<String>> hex(List<Vector> vectors) {
        return vectors.stream()
                .map(v -> List.of(HEX.formatHex(v.key()), HEX.formatHex(v.message()), HEX.formatHex(v.signature())))
                .toList();
    }

    private static boolean jdk(Vector vector) {
        try {
            byte[] spki = HEX.parseHex("302a300506032b6570032100" + HEX.formatHex(vector.key()));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
            verifier.update(vector.message());
            return verifier.verify(vector.signature());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean bouncyCastle(Vector vector) {
        return vector.signature().length == 64
                && Ed25519.verify(vector.signature(), 0, vector.key(), 0, vector.message(), 0, vector.message().length);
    }

    private static List<Boolean> page(Path vectors) throws Exception {
        Chromium chromium = Chromium.start();
        try {
            chromium.open(Path.of(Objects.requireNonNull(PackVerifier.class.getResource("verify.html"))
                            .toURI())
                    .toUri());
            return bits(chromium.evaluate("""
                    (async () => {
                      let said = '';
                      for (const vector of %s) said += await waybill.verifySignature(...vector.map(waybill.unhex)) ? 1 : 0;
                      return said;
                    })()
                    """.formatted(Files.readString(vectors))));
        } finally {
            chromium.stop();
        }
    }

    private static List<Boolean> python(Path vectors) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("python3", "-c", PYTHON, SCRIPT.toString(), vectors.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assumeTrue(process.waitFor() == 0, "needs python3 with the package cryptography: " + output);
        return bits(output.strip());
    }

    private static List<Boolean> bits(String text) {
        return text.chars().mapToObj(bit -> bit == '1').toList();
    }
}
