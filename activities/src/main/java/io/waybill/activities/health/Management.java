package io.waybill.activities.health;

import io.waybill.telemetry.Health;
import io.waybill.telemetry.ManagementPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Opens the management port first and closes it last, so that a start and a stop can be watched. */
@Component
@EnableConfigurationProperties(ManagementSettings.class)
final class Management implements SmartLifecycle {

    private final ManagementSettings settings;
    private final Health health;
    private volatile @Nullable ManagementPort port; // null while there is none

    Management(ManagementSettings settings, Health health) {
        this.settings = settings;
        this.health = health;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    @Override
    public synchronized void start() {
        if (settings.port() == ManagementPort.NONE || port != null) {
            return;
        }
        try {
            port = ManagementPort.open(settings.host(), settings.port(), health);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void stop() {
        ManagementPort open = port;
        port = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean isRunning() {
        return port != null;
    }
}
