package io.waybill.standalone.part;

import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.process.ProcessSpec;
import io.waybill.standalone.process.Signals;
import io.waybill.standalone.process.SupervisedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as a child process on a cluster of its own, durable: what it has committed survives a loss of power. */
public final class PostgresPart implements Part {

    /** The superuser of the cluster, under which migrations run and nothing else. */
    public static final String OWNER = "waybill";

    /** What processes log in as; it owns nothing. */
    public static final String LOGIN = "waybill_app";

    private static final String DATABASE = "waybill";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** Three pools of at most 16 connections (the api has two, the worker one) and what people look in with. */
    private static final int CONNECTIONS_MAX = 100;

    private final DataDirectory data;
    private final Path cache;
    private final int port;
    private final String ownerPassword;
    private final String loginPassword;
    private final Runnable onChange;
    private Path bin = Path.of("");
    private List<String> prefix = List.of();
    private volatile @Nullable SupervisedProcess server; // null until started

    /**
     * Starts nothing yet; programs are unpacked into {@code cache}.
     *
     * @param ownerPassword of {@link #OWNER}, the first line of the file {@code postgres-password} of the secrets
     * @param loginPassword of {@link #LOGIN}, hexadecimal
     */
    public PostgresPart(
            DataDirectory data, Path cache, int port, String ownerPassword, String loginPassword, Runnable onChange) {
        this.data = data;
        this.cache = cache;
        this.port = port;
        this.ownerPassword = ownerPassword;
        this.loginPassword = loginPassword;
        this.onChange = onChange;
    }

    /** {@return the JDBC URL, without credentials} */
    public String jdbcUrl() {
        return url(DATABASE);
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String summary() {
        return "port " + port;
    }

    @Override
    public List<SupervisedProcess> processes() {
        return Optional.ofNullable(server).stream().toList();
    }

    @Override
    public boolean prepare() throws IOException, InterruptedException {
        bin = PostgresBinaries.unpack(cache).resolve("bin");
        prefix = asOrdinaryUser();
        // After a kill it reads its log first, which may take a while.
        return !Files.exists(pidFile());
    }

    @Override
    public void start() throws IOException, InterruptedException {
        if (!Files.exists(data.postgres().resolve("PG_VERSION"))) {
            initialise();
        }
        var command = new ArrayList<>(prefix);
        command.add(bin.resolve("postgres").toString());
        command.addAll(List.of("-D", data.postgres().toString(), "-p", Integer.toString(port)));
        for (String setting : settings()) {
            command.addAll(List.of("-c", setting));
        }
        var spec = new ProcessSpec(
                name(), Commands.inOwnSession(command), Map.of(), data.root(), "INT", GRACE, data.log(name()));
        var process = new SupervisedProcess(spec, this::removeStalePidFile, onChange);
        server = process;
        process.start();
        Waiting.until(name(), PATIENCE, data.log(name()), process, this::createDatabase);
    }

    @Override
    public void stop() throws InterruptedException {
        var started = server;
        if (started != null) {
            started.stop();
        }
    }

    private static List<String> settings() {
        return List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=" + CONNECTIONS_MAX,
                "fsync=on",
                "synchronous_commit=on",
                // Nobody replicates from a data directory: less is written ahead.
                "wal_level=minimal",
                "max_wal_senders=0",
                "max_wal_size=2GB",
                "shared_buffers=128MB",
                "log_min_messages=warning",
                "log_line_prefix=%m [%p] ");
    }

    // A kill in the middle leaves a draft that the next start removes.
    private void initialise() throws IOException, InterruptedException {
        Path draft = data.root().resolve("postgres.new");
        Trees.delete(draft);
        Path passwordFile = data.secrets().resolve("postgres-password");
        var command = new ArrayList<>(prefix);
        command.add(bin.resolve("initdb").toString());
        command.addAll(List.of("-D", draft.toString(), "-U", OWNER, "--pwfile=" + passwordFile));
        command.addAll(List.of("-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-instructions"));
        Path log = data.log(name());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("initdb failed; see " + log);
            }
        } finally {
            // Where nobody waits any more, nobody wants what it makes.
            process.destroyForcibly();
        }
        Files.move(draft, data.postgres(), StandardCopyOption.ATOMIC_MOVE);
    }

    // PostgreSQL refuses root. In a user namespace without a mapping root is nobody, to itself and as owner of the
    // files.
    private static List<String> asOrdinaryUser() throws InterruptedException {
        boolean root = Commands.output(List.of("id", "-u")).filter("0"::equals).isPresent();
        if (!root) {
            return List.of();
        }
        Optional<String> inside = Commands.output(List.of("unshare", "-U", "id", "-u"));
        if (inside.isEmpty() || inside.get().equals("0")) {
            throw new IllegalStateException(
                    "PostgreSQL does not run as root, and user namespaces are not available here"
                            + "; run ./waybill as an ordinary user, or set WAYBILL_POSTGRES_URL to a server of yours");
        }
        return List.of("unshare", "-U");
    }

    // PostgreSQL believes the file if any process has that number, which after a restart of the machine may be anyone.
    private void removeStalePidFile() {
        Path file = pidFile();
        try {
            if (!Files.exists(file)) {
                return;
            }
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            Optional<ProcessHandle> owner = ProcessHandle.of(pid).filter(this::servesThisCluster);
            if (owner.isPresent()) {
                Signals.end(owner.get(), "INT", GRACE);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException _) {
            // Half written: PostgreSQL says so itself.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Path pidFile() {
        return data.postgres().resolve("postmaster.pid");
    }

    private boolean servesThisCluster(ProcessHandle process) {
        String cluster = data.postgres().toString();
        return process.info()
                        .commandLine()
                        .filter(it -> it.contains("postgres"))
                        .isPresent()
                && process.info()
                        .arguments()
                        .filter(it -> List.of(it).contains(cluster))
                        .isPresent();
    }

    private boolean createDatabase() throws IOException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), OWNER, ownerPassword);
                Statement statement = connection.createStatement()) {
            if (isMissing(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + LOGIN + "'")) {
                statement.execute("CREATE ROLE " + LOGIN + " LOGIN PASSWORD '" + loginPassword + "'");
            }
            if (isMissing(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
            return true;
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isMissing(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return !found.next();
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}
