package io.waybill.models.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code model.yaml}, strictly: what is unknown, missing or out of range is refused with its key. */
final class ManifestReader {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern POOL = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    /** A name and one version: what is fetched must not change. */
    private static final Pattern PYPI_SOURCE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}==[A-Za-z0-9][A-Za-z0-9._+!-]{0,99}");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** More items than this would make an outcome object and an activity too large. */
    private static final int CHUNK_MAX = 512;

    /** A vector longer than this does not fit a result line of a sensible size. */
    private static final int DIMENSIONS_MAX = 16_384;

    private static final int CONTEXT_MAX = 1_000_000;

    private static final int INPUTS_MAX = 10_000;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private ManifestReader() {}

    /**
     * Reads a manifest.
     *
     * @param file named in errors
     * @throws ManifestRejected with file and key
     */
    static ModelManifest read(String file, byte[] yaml) {
        ModelManifest manifest;
        try {
            manifest = YAML.readValue(yaml, ModelManifest.class);
        } catch (UnrecognizedPropertyException e) {
            throw new ManifestRejected(
                    file, "unknown key " + path(e) + ", allowed are " + sorted(e.getKnownPropertyIds()));
        } catch (JsonMappingException e) {
            String path = path(e);
            throw new ManifestRejected(file, (path.isEmpty() ? "" : path + ": ") + reason(e));
        } catch (JsonProcessingException e) {
            throw new ManifestRejected(file, "not YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ManifestRejected(file, "cannot be read: " + e.getMessage());
        }
        if (manifest == null) {
            throw new ManifestRejected(file, "is empty");
        }
        check(file, manifest);
        return manifest;
    }

    private static void check(String file, ModelManifest m) {
        require(file, "id", m.id(), ID);
        require(file, "pool", m.pool(), POOL);
        oneOf(file, "task", m.task(), List.of("embedding", ModelManifest.CHAT));
        oneOf(file, "engine", m.engine(), List.of("onnx", "llama", "upstream", "builtin"));
        if (m.task().equals(ModelManifest.CHAT)) {
            checkGeneration(file, m);
        } else {
            range(file, "dimensions", m.dimensions(), 1, DIMENSIONS_MAX);
            range(file, "limits.inputs", m.limits().inputs(), 1, INPUTS_MAX);
        }
        range(file, "limits.context", m.limits().context(), 1, CONTEXT_MAX);
        range(file, "limits.chunk", m.limits().chunk(), 1, CHUNK_MAX);
        double seconds = m.limits().secondsPerItem();
        if (!(seconds > 0 && seconds <= 86_400)) {
            throw new ManifestRejected(file, "limits.seconds_per_item is " + seconds + ", allowed is above 0 to 86400");
        }
        if (m.engine().equals("onnx")) {
            oneOf(file, "pooling", m.pooling(), List.of("mean", "cls"));
            if (!m.files().keySet().equals(Set.of("model", "tokenizer"))) {
                throw new ManifestRejected(
                        file, "files are " + sorted(m.files().keySet()) + ", engine onnx needs [model, tokenizer]");
            }
        }
        if (m.engine().equals("llama") && !m.files().keySet().equals(Set.of("model"))) {
            throw new ManifestRejected(
                    file, "files are " + sorted(m.files().keySet()) + ", engine llama needs [model]");
        }
        UpstreamCheck.check(file, m);
        if (m.normalize() != null) {
            oneOf(file, "normalize", m.normalize(), List.of("l2"));
        }
        m.files().forEach((role, modelFile) -> checkFile(file, "files." + role, modelFile));
    }

    private static void checkGeneration(String file, ModelManifest m) {
        range(file, "limits.output", m.limits().output(), 1, m.limits().context());
        range(
                file,
                "limits.output_default",
                m.limits().outputDefault(),
                1,
                m.limits().output());
        if (m.pricing().unit().equals("token") && m.pricing().outputPerMillion() == null) {
            throw new ManifestRejected(file, "pricing.output_per_million is missing");
        }
        if (m.engine().equals("onnx")) {
            throw new ManifestRejected(file, "engine is onnx, allowed for task chat are [builtin, llama, upstream]");
        }
    }

    private static void checkFile(String file, String key, ModelManifest.ModelFile f) {
        require(file, key + ".name", f.name(), FILE_NAME);
        require(file, key + ".sha256", f.sha256(), SHA256);
        oneOf(file, key + ".registry", f.registry(), List.of("maven", "pypi", "local"));
        if (f.registry().equals("maven") && f.source().split(":", -1).length != 3) {
            throw new ManifestRejected(file, key + ".source is " + f.source() + ", allowed is group:artifact:version");
        }
        if (f.registry().equals("pypi")) {
            require(file, key + ".source", f.source(), PYPI_SOURCE);
        }
    }

    private static void require(String file, String key, String value, Pattern allowed) {
        if (!allowed.matcher(value).matches()) {
            throw new ManifestRejected(file, key + " is " + value + ", allowed is " + allowed);
        }
    }

    private static void oneOf(String file, String key, @Nullable String value, List<String> allowed) {
        if (value == null || !allowed.contains(value)) {
            throw new ManifestRejected(file, key + " is " + value + ", allowed are " + allowed);
        }
    }

    private static void range(String file, String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ManifestRejected(file, key + " is " + value + ", allowed is " + min + ".." + max);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String reason(JsonMappingException e) {
        // A record's own check says it best; Jackson wraps it.
        Throwable cause = e.getCause();
        return cause instanceof NullPointerException
                ? "key " + cause.getMessage() + " is missing"
                : (cause == null ? e.getOriginalMessage() : String.valueOf(cause.getMessage()));
    }

    private static List<String> sorted(@Nullable Collection<?> keys) {
        return keys == null
                ? List.of()
                : keys.stream().map(String::valueOf).sorted().toList();
    }
}
