package io.waybill.standalone.command;

import io.waybill.standalone.Launch;
import io.waybill.standalone.Models;
import io.waybill.standalone.Progress;
import io.waybill.standalone.Supervisor;
import io.waybill.standalone.UpOptions;
import io.waybill.standalone.part.Installation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts everything and keeps it running until Ctrl-C.")
final class Up implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--detach", description = "return when ready; ./waybill down stops it")
    private boolean detach;

    @Option(names = "--port", paramLabel = "N", description = "port of the API (default: the last one, or 8080)")
    private int port;

    @Option(
            names = "--temporal-ui-port",
            paramLabel = "N",
            description = "port of the Temporal UI (default: the last one, or 8233)")
    private int temporalUiPort;

    @Option(
            names = "--temporal",
            paramLabel = "WHICH",
            description = "auto: the server on the PATH or the pinned build; in-memory: at once, forgets everything;"
                    + " HOST:PORT: a server of yours (default: ${DEFAULT-VALUE})",
            defaultValue = "${env:WAYBILL_TEMPORAL_ADDRESS:-auto}")
    private String temporal = UpOptions.AUTO;

    @Option(names = "--split", description = "api, worker and gpu-worker as three processes")
    private boolean split;

    @Option(names = "--echo", description = "with the built-in echo model, for tests and benches")
    private boolean echo;

    @Option(
            names = "--allow-network",
            paramLabel = "CIDR",
            description = "private addresses that webhooks may reach, by http too; can be repeated")
    private List<String> allowedNetworks = List.of();

    @Option(names = "--attended-by-parent", hidden = true, description = "the lines go to a log")
    private boolean attended;

    @Override
    public Integer call() throws Exception {
        var options = new UpOptions(data.directory(), port, temporalUiPort, temporal, split, echo, allowedNetworks);
        if (!attended) {
            Models.installMissing(new Progress(System.out));
        }
        if (detach) {
            Launch.detached(options, new Progress(System.out));
            return 0;
        }
        new Supervisor(options, Installation.current(), new Progress(System.out)).run(!attended);
        return 0;
    }
}
