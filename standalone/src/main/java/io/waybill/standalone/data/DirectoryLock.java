package io.waybill.standalone.data;

import io.waybill.standalone.process.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Says that a data directory is in use. The operating system holds the lock, so it ends with its holder however that
 * ends; the file's content only tells who it is.
 */
public final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, also over a file that a killed holder left.
     *
     * @throws DirectoryHeld where a living process has it
     */
    public static DirectoryLock take(DataDirectory data) throws IOException {
        Path file = data.lock();
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new DirectoryHeld(data, holder(data));
            }
            channel.truncate(0);
            String content = Json.MAPPER.writeValueAsString(ProcessIdentity.own()) + "\n";
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
            return new DirectoryLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** {@return who says to hold the directory, if that process lives} */
    public static Optional<ProcessIdentity> holder(DataDirectory data) throws IOException {
        if (!Files.exists(data.lock())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readString(data.lock()), ProcessIdentity.class))
                    .filter(ProcessIdentity::lives);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    // Null where another process has it; within this process the JDK throws instead.
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /** Gives the lock back; the file stays, empty. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.truncate(0);
            channel.close();
        }
    }
}
