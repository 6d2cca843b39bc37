package io.waybill.activities;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

/** A line of any process's log shows the facts that stand beside the message. */
class LogPatternTest {

    @Test
    void showsKeyValuesAndTheRequest() throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogPatternTest.class.getResource("/logback.xml"));
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName("io.waybill.api.health.Readiness");
        event.setLevel(Level.WARN);
        event.setMessage("part does not answer");
        event.setTimeStamp(0);
        event.addKeyValuePair(new KeyValuePair("part", "temporal"));
        event.setMDCPropertyMap(Map.of("request", "req_1"));
        var console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");

        String line = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);

        assertThat(line)
                .isEqualTo(
                        "1970-01-01T00:00:00.000Z WARN  Readiness part does not answer part=\"temporal\" request=req_1"
                                + System.lineSeparator());
    }
}
