package io.waybill.standalone.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where everything of one running platform lies. Deleting the directory forgets it all. */
public record DataDirectory(Path root) {

    /** Makes the path absolute. */
    public DataDirectory {
        root = requireNonNull(root, "root").toAbsolutePath().normalize();
    }

    /** Creates the directories that are missing; the root is readable by its owner alone where it is made here. */
    public void create() throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
            OwnerOnly.directory(root);
        }
        Files.createDirectories(logs());
        Files.createDirectories(objects());
        if (!Files.isDirectory(secrets())) {
            Files.createDirectories(secrets());
            OwnerOnly.directory(secrets());
        }
    }

    /** {@return PostgreSQL's cluster} */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** {@return the object store's buckets} */
    public Path objects() {
        return root.resolve("s3");
    }

    /** {@return Temporal's SQLite file} */
    public Path temporalDatabase() {
        return root.resolve("temporal.db");
    }

    /** {@return the server version that made {@link #temporalDatabase}} */
    public Path temporalVersion() {
        return root.resolve("temporal.version");
    }

    /** {@return keys and passwords, one a file} */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** {@return the folder of logs} */
    public Path logs() {
        return root.resolve("logs");
    }

    /** {@return the log of a process} */
    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** {@return the file whose lock the supervisor holds} */
    public Path lock() {
        return root.resolve("lock");
    }

    /** {@return what runs, see {@link RunState}} */
    public Path state() {
        return root.resolve("state.json");
    }

    /** {@return how to reach the platform, see {@link Connection}} */
    public Path connection() {
        return root.resolve("connection.json");
    }

    /** {@return the ports of the last start} */
    public Path ports() {
        return root.resolve("ports.json");
    }
}
