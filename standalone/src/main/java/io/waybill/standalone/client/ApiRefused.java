package io.waybill.standalone.client;

import tools.jackson.databind.JsonNode;

/** The API answered with an error. */
public final class ApiRefused extends RuntimeException {

    private final int status;

    ApiRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Takes the message out of an error body of any of the API's forms. */
    static ApiRefused of(String call, int status, JsonNode body) {
        JsonNode error = body.path("error");
        String message = error.path("message").asString(body.path("detail").asString(""));
        return new ApiRefused(status, message.isEmpty() ? call + " was answered with " + status : message);
    }

    /** {@return the HTTP status} */
    public int status() {
        return status;
    }
}
