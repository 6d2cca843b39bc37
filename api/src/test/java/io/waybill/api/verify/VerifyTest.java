package io.waybill.api.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import io.waybill.receipts.pack.VerifyPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VerifyTest {

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    @Test
    void givesThePageToEverybodyAndLetsItAskNobody() {
        Http nobody = PLATFORM.api().client(0).with(null);

        var page = nobody.get("/verify");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.text()).isEqualTo(VerifyPage.html());
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'sha256-", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }
}
