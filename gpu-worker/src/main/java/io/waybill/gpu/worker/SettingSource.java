package io.waybill.gpu.worker;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Settings by name: system property {@code waybill.a.b-c}, else environment variable {@code WAYBILL_A_B_C}, else the
 * content of the file that {@code WAYBILL_A_B_C_FILE} (or {@code waybill.a.b-c.file}) names.
 */
final class SettingSource {

    private final Properties properties;
    private final Map<String, String> environment;

    SettingSource(Properties properties, Map<String, String> environment) {
        this.properties = requireNonNull(properties, "properties");
        this.environment = Map.copyOf(environment);
    }

    Optional<String> find(String name) {
        Optional<String> value = direct(name);
        if (value.isPresent()) {
            return value;
        }
        return direct(name + ".file").map(file -> read(name, file)).filter(text -> !text.isBlank());
    }

    String require(String name) {
        return find(name)
                .orElseThrow(() -> new SettingRejected(
                        name + " is not set; set it, " + variable(name) + " or " + variable(name) + "_FILE"));
    }

    int integer(String name, int otherwise, int min, int max) {
        Optional<String> text = find(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new SettingRejected(name + " is " + text.get() + ", allowed are whole numbers " + min + ".." + max);
    }

    boolean flag(String name) {
        String text = find(name).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingRejected(name + " is " + text + ", allowed are true, false");
        };
    }

    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private Optional<String> direct(String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            value = environment.get(variable(name));
        }
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String read(String name, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new SettingRejected("the file of " + name + " cannot be read: " + e);
        }
    }
}
