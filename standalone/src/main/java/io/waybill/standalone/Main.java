package io.waybill.standalone;

import io.waybill.standalone.command.Commands;

/** The command line; {@code ./waybill} starts it. */
public final class Main {

    private Main() {}

    /** Runs the command that {@code arguments} name and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(Commands.run(arguments));
    }
}
