package io.waybill.standalone.command;

import io.waybill.standalone.Progress;
import io.waybill.standalone.Shutdown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops everything. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything in order and waits until it is gone; batches go on with the next start.")
final class Down implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws Exception {
        Shutdown.stop(data.directory(), new Progress(System.out));
        return 0;
    }
}
