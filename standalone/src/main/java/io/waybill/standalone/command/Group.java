package io.waybill.standalone.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that is nothing without one of its subcommands. */
abstract sealed class Group implements Runnable
        permits AnchorsCommand,
                BatchCommand,
                CertificatesCommand,
                ClientsCommand,
                FilesCommand,
                KeysCommand,
                LogCommand,
                ModelsCommand,
                WebhookCommand,
                WebhooksCommand,
                ReceiptsCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public final void run() {
        CommandLine line = spec.commandLine();
        throw new ParameterException(
                line, "one of " + String.join(", ", line.getSubcommands().keySet()) + " is missing");
    }
}
