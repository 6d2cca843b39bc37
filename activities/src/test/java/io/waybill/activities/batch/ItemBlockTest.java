package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemBlockTest {

    @Test
    void escapesWhatCopyWouldUnderstand() {
        var problem = new RequestProblem(ItemError.invalid_request, null, "a\tb\nc\\d\re");
        var raw = new RawLine(4, 0, 10, 0, 9, false);

        byte[] rows = ItemBlock.rows(List.of(CheckedLine.invalid(raw, "\\N", problem)));

        assertThat(new String(rows, StandardCharsets.UTF_8))
                .isEqualTo("4\t\\\\N\t\\N\t2\t0\t0\tinvalid_request\ta\\tb\\nc\\\\d\\re\t\\N\t\\N\t\\N\t\\N\n");
    }
}
