package io.waybill.activities.testing;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Binds settings records as the application does. */
public final class Bound {

    private Bound() {}

    /**
     * {@return the record}
     *
     * @param settings full keys, as in a properties file
     */
    public static <T> T to(Class<T> type, String prefix, Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(prefix, type);
    }
}
