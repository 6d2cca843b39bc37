package io.waybill.standalone.command;

import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every command on a platform has. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data directory (default: ${DEFAULT-VALUE})",
            defaultValue = "${env:WAYBILL_DATA:-.waybill}")
    private Path root = Path.of(".waybill");

    /** {@return the data directory} */
    DataDirectory directory() {
        return new DataDirectory(root);
    }

    /** {@return whether it is the one that commands use without the option} */
    boolean isDefault() {
        return root.equals(Path.of(".waybill"));
    }

    /** {@return how to reach the platform that runs there} */
    Connection connection() throws IOException {
        return Connection.read(directory()).orElseThrow(() -> new NothingRuns(directory()));
    }
}
