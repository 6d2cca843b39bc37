package io.waybill.gpu.llama;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child process: one model, commands on standard input, events on standard output, the library's own words on
 * standard error. It ends when its input does: its parent is gone, or wants no more.
 */
final class LlamaChild {

    /** The library's own threads aside, reading a model and building its graph takes more than a thread has. */
    private static final long STACK_BYTES = 16L << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private static final int FAILED = 1;

    private final DataOutputStream out;
    private final BlockingQueue<ChildCommand> commands = new LinkedBlockingQueue<>();

    private LlamaChild(DataOutputStream out) {
        this.out = out;
    }

    /** Runs until standard input ends. Arguments: the model's file, tokens of a context, slots, threads. */
    public static void main(String[] arguments) {
        var out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
        // What is printed must not come between the frames.
        System.setOut(System.err);
        LlamaChild child = new LlamaChild(out);
        new Thread(null, () -> child.run(arguments), "llama", STACK_BYTES).start();
        child.readCommands();
    }

    private void readCommands() {
        try (var in =
                new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER_BYTES))) {
            while (true) {
                commands.add(Frames.read(in, ChildCommand.class));
            }
        } catch (IOException _) {
            // The parent is gone. Not System.exit: nothing here is worth waiting for.
            Runtime.getRuntime().halt(0);
        }
    }

    private void run(String[] arguments) {
        try {
            int contextTokens = Integer.parseInt(arguments[1]);
            int slots = Integer.parseInt(arguments[2]);
            NativeModel model = NativeModel.load(
                    LlamaLibrary.load(), Path.of(arguments[0]), contextTokens, slots, Integer.parseInt(arguments[3]));
            tell(ChildEvent.of(ChildEvent.Kind.ready, ""));
            new SlotLoop(model, contextTokens, slots, commands, this::tell).run();
        } catch (Throwable e) {
            e.printStackTrace();
            tell(ChildEvent.failed(0, "engine_error", String.valueOf(e.getMessage()), true));
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private void tell(ChildEvent event) {
        try {
            Frames.write(out, event);
            out.flush();
        } catch (IOException _) {
            Runtime.getRuntime().halt(0);
        }
    }
}
