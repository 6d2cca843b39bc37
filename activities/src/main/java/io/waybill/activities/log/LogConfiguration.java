package io.waybill.activities.log;

import io.waybill.activities.database.DedicatedSessions;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.webhook.Outbox;
import io.waybill.storage.object.ObjectStore;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Binds the settings of the log, and runs the sequencer where workers run. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogSettings.class)
class LogConfiguration {

    @Bean
    Appending appending(
            LogMapper rows,
            WitnessMapper witnesses,
            ObjectStore objects,
            Outbox outbox,
            Transactions transactions,
            LogKey key,
            LogSettings settings,
            Clock clock) {
        return new Appending(rows, witnesses, objects, outbox, transactions, key, settings, clock);
    }

    @Bean
    @ConditionalOnProperty("waybill.worker.enabled")
    Sequencer sequencer(Appending appending, DedicatedSessions sessions, LogSettings settings) {
        return new Sequencer(appending, sessions, settings);
    }
}
