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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A line of any process's log shows the facts that stand beside the message. */
class LogPatternTest {

    @Test
    void showsKeyValuesAndTheRequest() throws JoranException {
        String line = line("text");

        assertThat(line)
                .isEqualTo(
                        "1970-01-01T00:00:00.000Z WARN  Readiness part does not answer part=\"temporal\" batch=batch_1"
                                + System.lineSeparator());
    }

    @Test
    void showsThemAsFieldsOfAnObjectForPrograms() throws JoranException {
        String line = line("json");

        JsonNode object = JsonMapper.builder().build().readTree(line);
        assertThat(line).endsWith("\n").doesNotContain("\n{");
        assertThat(object.get("level").asString()).isEqualTo("WARN");
        assertThat(object.get("timestamp").asLong()).isZero();
        assertThat(object.get("loggerName").asString()).isEqualTo("io.waybill.api.health.Readiness");
        assertThat(object.get("formattedMessage").asString()).isEqualTo("part does not answer");
        assertThat(object.get("mdc").get("batch").asString()).isEqualTo("batch_1");
        assertThat(object.get("kvpList").get(0).get("part").asString()).isEqualTo("temporal");
    }

    private static String line(String format) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.putProperty("WAYBILL_LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogPatternTest.class.getResource("/logback.xml"));
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName("io.waybill.api.health.Readiness");
        event.setLevel(Level.WARN);
        event.setThreadName("main");
        event.setMessage("part does not answer");
        event.setTimeStamp(0);
        event.addKeyValuePair(new KeyValuePair("part", "temporal"));
        event.setMDCPropertyMap(Map.of("batch", "batch_1"));
        var console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
