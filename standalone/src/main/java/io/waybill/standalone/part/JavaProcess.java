package io.waybill.standalone.part;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java process of ours.
 *
 * @param heapMebibytes most heap; models and buffers of the native runtime come on top
 * @param aheadOfTime what is kept of it from one start to the next
 */
record JavaProcess(String name, String main, String classPath, int heapMebibytes, AheadOfTime aheadOfTime) {

    /** Checks that what must be there is. */
    JavaProcess {
        requireNonNull(name, "name");
        requireNonNull(main, "main");
        requireNonNull(classPath, "classPath");
        requireNonNull(aheadOfTime, "aheadOfTime");
    }

    /** {@return whether a run of {@link #command} is recorded, so that its end takes longer} */
    boolean isRecorded() {
        return aheadOfTime.records();
    }

    /** {@return the command} */
    List<String> command() {
        return command(aheadOfTime.options());
    }

    /** To be called when a run has ended: what was recorded makes the next start faster. */
    void ended() {
        aheadOfTime.makeOf(command(List.of()));
    }

    private List<String> command(List<String> options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                // ONNX Runtime and the tokenizer are native; protobuf uses sun.misc.Unsafe. Both warn without these.
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // The inference library asks the network for a cloud's metadata and counts its users without these.
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                // ONNX Runtime needs over 2 MB of stack to read a model; stacks are only reserved, not occupied.
                "-Xss8m",
                // A fifth less heap for the many small objects of a batch.
                "-XX:+UseCompactObjectHeaders",
                // A cache that does not fit is nothing to talk about.
                "-Xlog:disable",
                // A process that has no memory left is started again instead of limping on.
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx" + heapMebibytes + "m",
                "-cp",
                classPath,
                Child.class.getName(),
                main));
        return List.copyOf(command);
    }
}
