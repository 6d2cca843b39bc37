package io.waybill.standalone.part;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java process of ours.
 *
 * @param heapMebibytes most heap; models and buffers of the native runtime come on top
 * @param classData where its class data are kept from one start to the next
 */
record JavaProcess(String name, String main, String classPath, int heapMebibytes, Path classData) {

    /** Checks that what must be there is. */
    JavaProcess {
        requireNonNull(name, "name");
        requireNonNull(main, "main");
        requireNonNull(classPath, "classPath");
        requireNonNull(classData, "classData");
    }

    /** {@return the command} */
    List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
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
                // Loaded classes are kept from one start to the next: the start takes half as long.
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + classData,
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
