package io.waybill.standalone.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Says that a platform of this user has a port, also while nothing listens there because a part is being started again.
 * Without it two platforms that start at once could each reach the other's parts. The operating system holds the lock,
 * so it ends with its holder however that ends.
 */
final class PortLock implements AutoCloseable {

    private final FileChannel channel;

    private PortLock(FileChannel channel) {
        this.channel = channel;
    }

    /** {@return the lock on {@code port}, or empty where another platform has it} */
    static Optional<PortLock> take(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        var channel = FileChannel.open(
                directory.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new PortLock(channel));
            }
        } catch (OverlappingFileLockException _) {
            // Somebody in this process has it.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /** Gives the port back; the empty file stays. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
