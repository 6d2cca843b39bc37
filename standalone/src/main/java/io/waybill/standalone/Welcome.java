package io.waybill.standalone;

import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;

/** How to reach what runs, for people. */
final class Welcome {

    private Welcome() {}

    /** Says it. */
    static void show(Connection connection, DataDirectory data, Progress progress) {
        progress.say("");
        progress.say("API          " + connection.baseUrl());
        progress.say("API key      " + connection.apiKey());
        if (!connection.temporalUiUrl().isEmpty()) {
            progress.say("Temporal UI  " + connection.temporalUiUrl());
        }
        connection
                .managementUrls()
                .forEach((process, url) -> progress.say("Metrics      " + url + "/metrics (" + process + ")"));
        progress.say("Logs         " + connection.logDir());
        progress.say("More         " + data.connection());
        progress.say("");
    }
}
