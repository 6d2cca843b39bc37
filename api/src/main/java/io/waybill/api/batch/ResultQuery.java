package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.batch.ResultOrder;
import io.waybill.activities.batch.ResultPlace;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What a call asks of the results of a batch.
 *
 * @param after the last line already had; null for the beginning
 * @param limit most lines; of a stream, all where the client does not say
 * @param lines whether the answer is JSON lines
 * @param follow whether it waits for more until the batch has ended
 */
record ResultQuery(ResultOrder order, @Nullable ResultPlace after, int limit, boolean lines, boolean follow) {

    /** Lines of a page; a stream has no such limit. */
    static final int LIMIT_MAX = 1000;

    private static final int STREAM_MAX = Integer.MAX_VALUE;
    private static final Set<String> PARAMETERS = Set.of("order", "after", "pagination_token", "limit", "follow");

    ResultQuery {
        requireNonNull(order, "order");
    }

    static ResultQuery of(HttpServletRequest request, UUID batchId) {
        Parameters.requireKnown(request, PARAMETERS);
        var order = order(request.getParameter("order"));
        var follow = flag("follow", request.getParameter("follow"));
        var lines = follow || wantsLines(request);
        var limit = request.getParameter("limit");
        return new ResultQuery(
                order,
                after(request, batchId, order),
                lines
                        ? Parameters.number("limit", limit, STREAM_MAX, 1, STREAM_MAX)
                        : Parameters.limit(limit, LIMIT_MAX),
                lines,
                follow);
    }

    private static @Nullable ResultPlace after(HttpServletRequest request, UUID batchId, ResultOrder order) {
        var after = request.getParameter("after");
        var token = request.getParameter("pagination_token");
        if (after != null && token != null) {
            throw ApiFailure.invalid("pagination_token", "pagination_token says the same as after; send one of them");
        }
        if (after != null) {
            return ResultCursor.parse("after", after, batchId, order);
        }
        return token == null ? null : ResultCursor.parse("pagination_token", token, batchId, order);
    }

    private static ResultOrder order(@Nullable String text) {
        if (text == null) {
            return ResultOrder.input;
        }
        return Arrays.stream(ResultOrder.values())
                .filter(order -> order.name().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiFailure.invalid("order", "order must be input or completion"));
    }

    private static boolean flag(String name, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw ApiFailure.invalid(name, name + " must be true or false");
    }

    /** Whether the client names JSON lines; whoever accepts anything gets a page. */
    private static boolean wantsLines(HttpServletRequest request) {
        try {
            return MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT)).stream()
                    .anyMatch(type -> type.isConcrete() && type.isCompatibleWith(MediaType.APPLICATION_NDJSON));
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }
}
