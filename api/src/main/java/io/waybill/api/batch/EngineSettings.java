package io.waybill.api.batch;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The workflow engine as the API sees it.
 *
 * @param address host and port of Temporal's frontend
 * @param uiUrl of Temporal's web pages, for links; null where there are none
 * @param answerTimeout how long a call waits for the engine's answer before it says 202; under the 30 s for which an
 *     idempotency key is claimed
 * @param callTimeout how long the engine may be unreachable before a call says 503
 */
@ConfigurationProperties("waybill.temporal")
record EngineSettings(
        @DefaultValue("127.0.0.1:7233") String address,
        @DefaultValue("default") String namespace,
        @Nullable URI uiUrl,
        @DefaultValue("20s") Duration answerTimeout,
        @DefaultValue("5s") Duration callTimeout) {}
