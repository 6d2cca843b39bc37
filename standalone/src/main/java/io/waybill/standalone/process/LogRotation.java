package io.waybill.standalone.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps logs bounded: a file over {@link #BYTES_MAX} is copied to {@code .1} and emptied. Writers append, so they go on
 * at the start; what they write between copy and emptying is lost.
 */
public final class LogRotation {

    /** With the copy at most twice this for each process: some weeks of ordinary running. */
    static final long BYTES_MAX = 16L << 20;

    private LogRotation() {}

    /** Looks at every log in {@code directory} once. */
    public static void rotate(Path directory) throws IOException {
        rotate(directory, BYTES_MAX);
    }

    static void rotate(Path directory, long bytesMax) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
            for (Path log : logs) {
                if (Files.size(log) > bytesMax) {
                    Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                            .close();
                }
            }
        }
    }
}
