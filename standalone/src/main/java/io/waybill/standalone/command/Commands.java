package io.waybill.standalone.command;

import java.io.IOException;
import java.util.Optional;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** All commands. */
public final class Commands {

    private static final int FAILED = 1;

    private Commands() {}

    /** {@return the exit code: 0 done, 1 failed, 2 wrong usage} */
    public static int run(String[] arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        var completion = new CommandLine(new GenerateCompletion());
        completion.getCommandSpec().name("completion");
        return new CommandLine(new Root())
                .addSubcommand(new Up())
                .addSubcommand(new Down())
                .addSubcommand(new Status())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new BatchCommand())
                .addSubcommand(new FilesCommand())
                .addSubcommand(new KeysCommand())
                .addSubcommand(new ClientsCommand())
                .addSubcommand(new WebhooksCommand())
                .addSubcommand(new WebhookCommand())
                .addSubcommand(new ListenCommand())
                .addSubcommand(new VerifyCommand())
                .addSubcommand(new ReceiptsCommand())
                .addSubcommand(new LogCommand())
                .addSubcommand(new WitnessCommand())
                .addSubcommand(new ModelsCommand())
                .addSubcommand(new Balance())
                .addSubcommand(new Top())
                .addSubcommand(new TestCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new Doctor())
                .addSubcommand("completion", completion)
                .addSubcommand(new HelpCommand())
                .setExecutionExceptionHandler((failure, _, _) -> tell(failure));
    }

    // A line for people; the stack only for those who ask.
    private static int tell(Exception failure) {
        System.err.println("waybill: " + message(failure));
        if (System.getenv("WAYBILL_TRACE") != null) {
            failure.printStackTrace();
        }
        return FAILED;
    }

    private static String message(Exception failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse("");
        boolean speaks = failure instanceof IOException
                || failure.getClass().getName().startsWith("io.waybill.")
                || failure instanceof IllegalStateException
                || failure instanceof IllegalArgumentException;
        return speaks && !message.isEmpty() ? message : failure + " (WAYBILL_TRACE=1 shows where)";
    }

    /** Without a command: help. */
    @Command(
            name = "waybill",
            mixinStandardHelpOptions = true,
            version = "waybill 0.1.0",
            description = "Runs batches of model inference as durable jobs.",
            synopsisSubcommandLabel = "COMMAND")
    private static final class Root implements Runnable {

        @picocli.CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public void run() {
            spec.commandLine().usage(System.out);
        }
    }
}
