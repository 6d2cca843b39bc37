package io.waybill.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "status",
                "demo",
                "test",
                "bench",
                "doctor",
                "balance",
                "batch create",
                "batch list",
                "batch get",
                "batch watch",
                "batch preflight",
                "batch follow",
                "batch results",
                "batch cancel",
                "batch delete",
                "batch open",
                "batch append",
                "batch seal",
                "batch pause",
                "batch resume",
                "batch reprioritise",
                "batch retry",
                "files upload",
                "files list",
                "files get",
                "files content",
                "files delete",
                "keys create",
                "keys list",
                "keys rotate",
                "keys delete",
                "clients create",
                "clients list",
                "clients rotate",
                "clients delete",
                "clients certificates add",
                "clients certificates list",
                "clients certificates delete",
                "clients anchors add",
                "clients anchors list",
                "clients anchors delete",
                "webhooks create",
                "webhooks list",
                "webhooks update",
                "webhooks rotate",
                "webhooks test",
                "webhooks deliveries",
                "webhooks redeliver",
                "webhooks replay",
                "webhooks delete",
                "webhook verify",
                "listen",
                "verify",
                "receipts get",
                "receipts forget",
                "log status",
                "log check",
                "log rotate-key",
                "witness",
                "models list",
                "models install",
                "models add",
                "models remove",
                "models check",
                "completion"
            })
    void everyCommandHasHelp(String command) {
        var said = new StringWriter();
        var line = Commands.line().setOut(new PrintWriter(said));

        int exit = line.execute((command + " --help").split(" ", -1));

        assertThat(exit).isZero();
        assertThat(said.toString()).contains("Usage: waybill " + command);
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        var said = new StringWriter();
        var line = Commands.line().setErr(new PrintWriter(said));

        int exit = line.execute("dance");

        assertThat(exit).isEqualTo(2);
        assertThat(said.toString()).contains("dance");
    }

    @Test
    void anIdIsOneSegmentOfAPath() {
        assertThat(Segment.of("batch_01a2")).isEqualTo("batch_01a2");
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> Segment.of("../admin"))
                .withMessageContaining("is no id");
    }
}
