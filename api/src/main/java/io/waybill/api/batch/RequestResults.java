package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.BatchRequests;
import io.waybill.activities.batch.NewBatch;
import io.waybill.activities.batch.RequestForm;
import io.waybill.activities.batch.ResultLine;
import io.waybill.activities.batch.ResultOrder;
import io.waybill.activities.batch.ResultPlace;
import io.waybill.activities.batch.ResultReader;
import io.waybill.activities.batch.Results;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Parameters;
import io.waybill.workflows.batch.ItemState;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results of open batches in the dialect in which their requests came: in the order in which they ended, each under the
 * key of its request. A batch that runs always answers a token, which yields what has ended since.
 */
@Component
final class RequestResults {

    private static final String TOKEN = "pagination_token";

    /** The token of a batch of which nothing has ended yet. */
    private static final String BEGINNING = "beginning";

    /** What makes a call one of this dialect: it says nothing else. */
    private static final Set<String> PARAMETERS = Set.of("limit", TOKEN);

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int BUFFER_BYTES = 16 << 10;

    private final Results results;
    private final BatchRequests requests;
    private final JsonMapper mapper;

    RequestResults(Results results, BatchRequests requests, JsonMapper mapper) {
        this.results = results;
        this.requests = requests;
        this.mapper = mapper;
    }

    /** {@return whether a call for the results of {@code batch} is one of this dialect} */
    static boolean isAsked(Batch batch, HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return batch.submitted().dialect() == NewBatch.Dialect.open
                && PARAMETERS.containsAll(request.getParameterMap().keySet())
                && (accept == null || !accept.contains(MediaType.APPLICATION_NDJSON_VALUE));
    }

    /** Refuses with {@code results_gone} where the results are not there any more. */
    static void requireKept(Results results, Batch batch) {
        results.gone(batch.submitted().accountId(), batch.submitted().id()).ifPresent(why -> {
            throw new ApiFailure(ApiError.RESULTS_GONE, why);
        });
    }

    /** Writes a page. */
    void page(Batch batch, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var submitted = batch.submitted();
        requireKept(results, batch);
        var limit = Parameters.number("limit", request.getParameter("limit"), LIMIT_DEFAULT, 1, LIMIT_MAX);
        var token = request.getParameter(TOKEN);
        var after = place(batch, token);
        try (var reader = results.open(submitted.accountId(), submitted.id(), ResultOrder.completion, after)
                .orElseThrow(() -> new ApiFailure(ApiError.BATCH_NOT_FOUND, "id", "there is no such batch"))) {
            var found = reader.next(limit + 1);
            var lines = found.subList(0, Math.min(found.size(), limit));
            var forms = requests.forms(
                    submitted.id(), lines.stream().map(ResultLine::index).toList());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            var out = new BufferedOutputStream(response.getOutputStream(), BUFFER_BYTES);
            out.write("{\"results\":[".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (var i = 0; i < lines.size(); i++) {
                if (i > 0) {
                    out.write(',');
                }
                write(reader, lines.get(i), forms, out);
            }
            var next = found.size() == lines.size() && reader.isComplete() ? null : next(batch, lines, token);
            var end = "],\"pagination_token\":" + (next == null ? "null" : '"' + next + '"') + "}";
            out.write(end.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static @Nullable ResultPlace place(Batch batch, @Nullable String token) {
        if (token == null || token.isEmpty() || token.equals(BEGINNING)) {
            return null;
        }
        return ResultCursor.parse(TOKEN, token, batch.submitted().id(), ResultOrder.completion);
    }

    private static String next(Batch batch, List<ResultLine> lines, @Nullable String token) {
        if (lines.isEmpty()) {
            return token == null || token.isEmpty() ? BEGINNING : token;
        }
        return new ResultCursor(
                        batch.submitted().id(),
                        ResultOrder.completion,
                        lines.getLast().place())
                .render();
    }

    private void write(ResultReader reader, ResultLine line, Map<Integer, RequestForm> forms, OutputStream out)
            throws IOException {
        var copied = new ByteArrayOutputStream();
        reader.copy(line, copied);
        var read = mapper.readTree(copied.toByteArray());
        var form = forms.getOrDefault(line.index(), RequestForm.endpoint);
        out.write(mapper.writeValueAsBytes(result(line, read, form)));
    }

    private ObjectNode result(ResultLine line, JsonNode read, RequestForm form) {
        var result = mapper.createObjectNode();
        result.put("batch_request_id", line.customId());
        var inner = result.putObject("batch_result");
        if (line.state() == ItemState.succeeded || line.state() == ItemState.reused) {
            var response = inner.putObject("response");
            var answer = read.path("response");
            if (form == RequestForm.endpoint) {
                response.set("status_code", answer.path("status_code"));
                response.set("body", answer.path("body"));
            } else {
                response.set(form.name(), answer.path("body"));
            }
            return result;
        }
        var error = inner.putObject("error");
        error.set("code", read.path("error").path("code"));
        error.set("message", read.path("error").path("message"));
        result.set("error_message", read.path("error").path("message"));
        return result;
    }
}
