package io.waybill.activities.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "llama"})
    void receiptsNameTheVersionsOfThisBuild(String engine) {
        Map<String, String> versions = Engine.versions(Engine.ALL, engine);

        assertThat(versions).hasSize(3).containsKey("waybill");
        versions.remove("waybill");
        assertThat(versions.values()).allMatch(version -> version.matches("b?[0-9]+(\\.[0-9]+)*"));
    }

    @Test
    void aBatchKeepsWhatItBeganWith() {
        assertThat(Engine.versions("0.1.0;onnx:djl=0.38.0,onnxruntime=1.28.0", "onnx"))
                .isEqualTo(Map.of("waybill", "0.1.0", "djl", "0.38.0", "onnxruntime", "1.28.0"));
        assertThat(Engine.versions("0.1.0;onnx:djl=0.38.0,onnxruntime=1.28.0", "echo"))
                .isEqualTo(Map.of("waybill", "0.1.0"));
    }
}
