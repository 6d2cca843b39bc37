package io.waybill.standalone.part;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Where the project is and what Maven built there. */
public record Installation(Path home) {

    private static final String CLASS_PATH_FILE = "runtime.classpath";

    /** Makes the path absolute. */
    public Installation {
        home = requireNonNull(home, "home").toAbsolutePath().normalize();
    }

    /** {@return the installation that the launcher names, else the working directory} */
    public static Installation current() {
        return new Installation(Path.of(System.getProperty("waybill.home", "")));
    }

    /** {@return the cache that all data directories of this user share, by the XDG base directory specification} */
    public static Path cache() {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("");
        Path base = cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("waybill");
    }

    /** {@return the class path of one module's process: its jar and what it needs} */
    public String classPath(String module) throws IOException {
        return String.join(File.pathSeparator, entries(module));
    }

    /** {@return the class path of everything in one process, without what only the launcher needs} */
    public String nodeClassPath() throws IOException {
        // Not the launcher's own class path: the object store's libraries would change what the API answers.
        Set<String> entries = new LinkedHashSet<>();
        entries.add(jar("standalone").toString());
        entries.addAll(entries("api"));
        entries.addAll(entries("gpu-worker"));
        return String.join(File.pathSeparator, entries);
    }

    /** {@return the class path of one of the mains of a split platform: its module and the parent watch} */
    public String splitClassPath(String module) throws IOException {
        return jar("standalone") + File.pathSeparator + classPath(module);
    }

    /** {@return where the supervisor keeps its class data between starts; made when needed} */
    public Path classData() throws IOException {
        return classDataDirectory().resolve("supervisor.jsa");
    }

    /** {@return what is kept of a program between starts} */
    AheadOfTime aheadOfTime(String program, String classPath) throws IOException {
        return AheadOfTime.of(classDataDirectory(), program, classPath);
    }

    // Beside the jars that it fits; the launcher empties it after a build.
    private Path classDataDirectory() throws IOException {
        return Files.createDirectories(
                home.resolve("standalone").resolve("target").resolve("class-data"));
    }

    private Set<String> entries(String module) throws IOException {
        Path file = home.resolve(module).resolve("target").resolve(CLASS_PATH_FILE);
        if (!Files.exists(file)) {
            throw new IOException(file + " is missing; start with ./waybill, which builds it");
        }
        Set<String> entries = new LinkedHashSet<>();
        entries.add(jar(module).toString());
        for (String entry : Files.readString(file).strip().split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private Path jar(String module) throws IOException {
        Path target = home.resolve(module).resolve("target");
        try (var jars = Files.newDirectoryStream(target, "waybill-" + module + "-*.jar")) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                if (!name.endsWith("-tests.jar") && !name.endsWith("-sources.jar")) {
                    return jar;
                }
            }
        }
        throw new IOException(target + " has no jar; start with ./waybill, which builds it");
    }
}
