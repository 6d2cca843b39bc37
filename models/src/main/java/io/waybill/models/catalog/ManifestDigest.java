package io.waybill.models.catalog;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** The identity of a model: what decides its answers, in a canonical form, hashed. */
final class ManifestDigest {

    private ManifestDigest() {}

    /** {@return SHA-256, lower-case hex} */
    static String of(ModelManifest m) {
        StringBuilder canonical = new StringBuilder("waybill model 1\n");
        line(canonical, "id", m.id());
        line(canonical, "task", m.task());
        line(canonical, "engine", m.engine());
        line(canonical, "dimensions", Integer.toString(m.dimensions()));
        line(canonical, "pooling", String.valueOf(m.pooling()));
        line(canonical, "normalize", String.valueOf(m.normalize()));
        line(canonical, "context", Integer.toString(m.limits().context()));
        ModelManifest.Upstream upstream = m.upstream();
        if (upstream != null) {
            line(canonical, "upstream.model", upstream.model());
        }
        new TreeMap<>(m.files()).forEach((role, file) -> line(canonical, "file." + role, file.sha256()));
        return Sha256.of(canonical.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder to, String key, String value) {
        to.append(key).append('=').append(value).append('\n');
    }
}
