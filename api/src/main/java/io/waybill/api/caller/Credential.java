package io.waybill.api.caller;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The one credential of a request: {@code Authorization: Bearer} or {@code X-Api-Key}. */
record Credential(String text, boolean isBearer) {

    static final String API_KEY_HEADER = "X-Api-Key";

    /** No credential of ours is longer; a longer one is not looked at. */
    private static final int LENGTH_MAX = 8192;

    private static final String BEARER = "bearer ";

    /**
     * {@return the request's credential, or empty where it has none}
     *
     * @throws ApiFailure where it has two, or one that cannot be read
     */
    static Optional<Credential> of(HttpServletRequest request) {
        List<Credential> found = new ArrayList<>();
        for (var value : Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION))) {
            found.add(new Credential(bearer(value).strip(), true));
        }
        for (var value : Collections.list(request.getHeaders(API_KEY_HEADER))) {
            found.add(new Credential(value.strip(), false));
        }
        if (found.size() > 1) {
            throw new ApiFailure(
                    ApiError.CONFLICTING_CREDENTIALS,
                    "the request has " + found.size() + " credentials in Authorization and X-Api-Key; send one");
        }
        return found.stream().findFirst();
    }

    private static String bearer(String header) {
        if (header.length() > LENGTH_MAX || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new ApiFailure(ApiError.INVALID_CREDENTIALS, "Authorization is not of the form 'Bearer <key>'");
        }
        return header.substring(BEARER.length());
    }

    @Override
    public String toString() {
        return "Credential";
    }
}
