package io.waybill.docker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Each process's jar says what it is made of (CycloneDX). Skipped where Maven built without a network. */
class BillOfMaterialsTest {

    private static final Path ROOT = Programs.DOCKER.resolveSibling("");

    @ParameterizedTest
    @CsvSource({"api, postgresql", "activities, temporal-sdk", "gpu-worker, onnxruntime", "standalone, s3proxy"})
    void namesWhatAProcessIsMadeOfAndNothingOfItsTests(String module, String part) throws Exception {
        Path file = ROOT.resolve(module).resolve("target/classes/META-INF/sbom/application.cdx.json");
        assumeTrue(Files.exists(file), "not built with a network: " + file);

        // JSON is YAML.
        Map<String, Object> bill = new Yaml().load(Files.readString(file));

        assertThat(bill).containsEntry("bomFormat", "CycloneDX");
        List<Map<String, Object>> components = components(bill);
        assertThat(components).allSatisfy(component -> assertThat(component).containsKeys("name", "version", "hashes"));
        assertThat(components)
                .extracting(component -> component.get("name"))
                .contains(part)
                .doesNotContain("assertj-core", "junit-jupiter-api", "jqwik", "archunit");
    }

    @SuppressWarnings("unchecked") // what a document holds is checked by the assertions
    private static List<Map<String, Object>> components(Map<String, Object> bill) {
        return requireNonNull((List<Map<String, Object>>) bill.get("components"));
    }
}
