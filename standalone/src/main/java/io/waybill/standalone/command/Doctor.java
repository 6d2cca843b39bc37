package io.waybill.standalone.command;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.standalone.Ledger;
import io.waybill.standalone.Models;
import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.client.ApiRefused;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.DirectoryLock;
import io.waybill.standalone.part.Commands;
import io.waybill.standalone.part.Installation;
import io.waybill.standalone.part.TemporalProgram;
import io.waybill.standalone.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what is there, what is missing, and whether the books of what runs are in order. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks at the machine and at what runs; ends with 1 where something is wrong.")
final class Doctor implements Callable<Integer> {

    private static final int SICK = 1;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private JsonOption json = new JsonOption();

    private final List<Finding> findings = new ArrayList<>();

    private enum Level {
        OK,
        WARN,
        FAIL
    }

    private record Finding(String subject, String level, String text) {}

    @Override
    public Integer call() throws Exception {
        machine();
        models();
        platform();
        if (!json.printed(findings)) {
            findings.forEach(it -> System.out.printf("%-5s %-12s %s%n", it.level(), it.subject(), it.text()));
        }
        boolean sick = findings.stream().anyMatch(it -> it.level().equals(level(Level.FAIL)));
        return sick ? SICK : 0;
    }

    private void machine() throws IOException, InterruptedException {
        found("jdk", Level.OK, Runtime.version() + " in " + System.getProperty("java.home"));
        program("maven", List.of("mvn", "--version"), "builds and installs models");
        program("go", List.of("go", "version"), "builds the Temporal server once");
        Optional<TemporalProgram> installed = TemporalProgram.installed();
        Optional<TemporalProgram> server = installed.isPresent()
                ? installed
                : TemporalProgram.cached(Installation.current().home());
        if (server.isPresent()) {
            found(
                    "temporal",
                    Level.OK,
                    "server " + server.get().server() + ", " + server.get().path());
        } else {
            found("temporal", Level.WARN, "not built yet; the first ./waybill up does it in about five minutes");
        }
    }

    private void program(String name, List<String> command, String purpose) throws InterruptedException {
        Optional<String> answer =
                Commands.output(command).flatMap(it -> it.lines().findFirst());
        found(name, answer.isPresent() ? Level.OK : Level.WARN, answer.orElse("is missing; it " + purpose));
    }

    private void models() throws IOException {
        for (InstalledModel model : ModelCatalog.load(Models.settings()).models()) {
            List<String> problems = Models.problems(model);
            String id = model.manifest().id();
            if (problems.isEmpty()) {
                found("model", Level.OK, id + " is installed, its files are as the manifest says");
            }
            problems.forEach(it -> found("model", model.installed() ? Level.FAIL : Level.WARN, id + " " + it));
        }
    }

    private void platform() throws IOException, InterruptedException {
        DataDirectory directory = data.directory();
        if (Files.exists(directory.root()) && !Files.isWritable(directory.root())) {
            found("data", Level.FAIL, directory.root() + " cannot be written");
            return;
        }
        Optional<ProcessIdentity> holder = DirectoryLock.holder(directory);
        Optional<Connection> connection = Connection.read(directory).filter(_ -> holder.isPresent());
        if (connection.isEmpty()) {
            found("platform", Level.OK, "nothing is ready in " + directory.root());
            return;
        }
        found(
                "platform",
                Level.OK,
                "runs in " + directory.root() + " as pid "
                        + holder.orElseThrow().pid());
        api(connection.get());
        books(connection.get());
    }

    private void api(Connection connection) throws InterruptedException {
        try (var api = new ApiClient(connection)) {
            api.get("/readyz");
            api.get("/v1/users/me");
            found("api", Level.OK, connection.baseUrl() + " is ready and knows the key");
        } catch (IOException | ApiRefused e) {
            found("api", Level.FAIL, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void books(Connection connection) {
        try {
            List<String> violations = Ledger.violations(connection);
            if (violations.isEmpty()) {
                found("books", Level.OK, "all invariants of money and items hold");
            }
            violations.forEach(it -> found("books", Level.FAIL, it));
        } catch (SQLException e) {
            found("books", Level.FAIL, "the database does not answer: " + e.getMessage());
        }
    }

    private void found(String subject, Level level, String text) {
        findings.add(new Finding(subject, level(level), text));
    }

    private static String level(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
