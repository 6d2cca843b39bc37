package io.waybill.api.webhook;

import io.waybill.activities.http.SafeHttp;
import io.waybill.activities.http.UrlRefused;
import io.waybill.api.error.ApiFailure;
import org.springframework.stereotype.Component;

/** Checks URLs that clients give, before anything is stored. */
@Component
public final class WebhookUrls {

    private final SafeHttp http;

    WebhookUrls(SafeHttp http) {
        this.http = http;
    }

    /** Refuses a URL that is never called. */
    public void require(String field, String url) {
        try {
            http.require(url);
        } catch (UrlRefused e) {
            throw ApiFailure.invalid(field, field + " " + e.getMessage());
        }
    }
}
