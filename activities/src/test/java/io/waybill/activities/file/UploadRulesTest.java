package io.waybill.activities.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "batch.jsonl", "with space.jsonl", "données.jsonl", "数据.jsonl", "😀.jsonl", "..a"})
    void takesOrdinaryNames(String filename) {
        assertThatCode(() -> UploadRules.checkFilename(filename)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "../etc/passwd",
                "a\\b",
                "a\0b",
                "a\nb",
                "a\u007fb",
                "a\u202eb",
                "a\u2028b",
                "\ud800"
            })
    void refusesNamesThatCouldMisleadOrEscape(String filename) {
        assertThatThrownBy(() -> UploadRules.checkFilename(filename)).isInstanceOf(FileRejected.class);
    }

    @Test
    void saysHowLongANameMayBe() {
        String filename = "a".repeat(256);

        assertThatThrownBy(() -> UploadRules.checkFilename(filename))
                .isInstanceOf(FileRejected.class)
                .hasMessageContaining("256")
                .hasMessageContaining("255");
    }

    @Test
    void saysWhichPurposesThereAre() {
        assertThatThrownBy(() -> UploadRules.check(UploadTerms.of("batch_output")))
                .isInstanceOf(FileRejected.class)
                .hasMessageContaining("[batch, user_data]");
    }
}
