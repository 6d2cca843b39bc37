package io.waybill.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.token.Tokenizer;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Needs a CUDA device, and ONNX Runtime's GPU build in place of the other on the class path. */
@Tag("gpu")
class CudaTest {

    /** float32 on both; the order of sums differs, and TF32 may be used for products. */
    private static final double COSINE_MIN = 0.9999;

    @Test
    @Timeout(900)
    void agreesWithTheCpu() throws Exception {
        InstalledModel model = MiniLm.installed();
        try (Tokenizer tokenizer = Tokenizer.open(model);
                OnnxEngine cpu = OnnxEngine.open(model, InferenceDevice.cpu);
                OnnxEngine gpu = OnnxEngine.open(model, InferenceDevice.gpu)) {
            List<Work> expected = new ArrayList<>();
            List<Work> found = new ArrayList<>();
            for (int i = 1; i <= 64; i++) {
                String text = "a text of some length ".repeat(1 + i % 9) + i;
                expected.add(new Work(text, tokenizer.encode(text), Lane.low, new Origin("batch", i, 1)));
                found.add(expected.getLast().again());
            }

            expected.forEach(work -> cpu.run(List.of(work)));
            gpu.run(found);

            for (int i = 0; i < found.size(); i++) {
                assertThat(dot(
                                expected.get(i).answer().get(),
                                found.get(i).answer().get()))
                        .isGreaterThanOrEqualTo(COSINE_MIN);
            }
        }
    }

    private static double dot(Embedding left, Embedding right) {
        double sum = 0;
        for (int d = 0; d < left.vector().length; d++) {
            sum += (double) left.vector()[d] * right.vector()[d];
        }
        return sum;
    }
}
