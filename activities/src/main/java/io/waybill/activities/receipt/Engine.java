package io.waybill.activities.receipt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What receipts say of the programs that computed: this platform's version, and those of a model's engine. A batch
 * keeps all of them as one text, {@code 0.1.0;onnx:djl=0.38.0,onnxruntime=1.28.0}, so that its receipts are the same
 * for ever.
 */
final class Engine {

    /** Of the jar; {@code development} where classes are run without one. */
    static final String VERSION = Optional.ofNullable(Engine.class.getPackage().getImplementationVersion())
            .orElse("development");

    /** The text of this build. */
    static final String ALL = all();

    private static final String PLATFORM = "waybill";

    private Engine() {}

    /**
     * {@return programs and their versions}
     *
     * @param all the text that a batch keeps
     * @param engine as the model's manifest names it; null where that is not known
     */
    static Map<String, String> versions(String all, @Nullable String engine) {
        String[] parts = all.split(";", -1);
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put(PLATFORM, parts[0]);
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            if (colon > 0 && parts[i].substring(0, colon).equals(engine)) {
                for (String program : parts[i].substring(colon + 1).split(",", -1)) {
                    int equals = program.indexOf('=');
                    versions.put(program.substring(0, equals), program.substring(equals + 1));
                }
            }
        }
        return versions;
    }

    private static String all() {
        var engines = new Properties();
        try (InputStream in = Engine.class.getResourceAsStream("engines.properties")) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks engines.properties");
            }
            engines.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var all = new StringBuilder(VERSION);
        new TreeSet<>(engines.stringPropertyNames())
                .forEach(engine -> all.append(';').append(engine).append(':').append(engines.getProperty(engine)));
        return all.toString();
    }
}
