package io.waybill.models.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Fetches a jar with Maven, as data: nothing of it is run or put on a class path. */
final class MavenPackages {

    /** Pinned, so that the same command runs everywhere. */
    private static final String GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy";

    private static final String CLIENT = "Maven";

    /** {@return the jar, in a new folder below {@code directory}} */
    Path fetch(String coordinates, Path directory) throws IOException {
        Path target = Files.createTempDirectory(directory, "package-");
        Path log = directory.resolve("maven.log");
        String program = System.getenv().getOrDefault("WAYBILL_MVN", "mvn");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        program,
                        "-q",
                        "-B",
                        GOAL,
                        "-Dartifact=" + coordinates,
                        "-DoutputDirectory=" + target,
                        "-Dmdep.useBaseVersion=true"))
                .directory(directory.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            if (!RegistryClient.run(builder, CLIENT, coordinates, log)) {
                throw new InstallFailed("Maven cannot fetch " + coordinates + ":\n" + RegistryClient.said(log), null);
            }
        } catch (IOException e) {
            throw new InstallFailed(
                    "Maven cannot be started (" + e.getMessage()
                            + "); install it, or name it with the environment variable WAYBILL_MVN",
                    e);
        }
        return RegistryClient.fetched(target, CLIENT, coordinates);
    }
}
