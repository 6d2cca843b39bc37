package io.waybill.activities.batch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Requests as rows. */
@Component
final class RowRequests implements BatchRequests {

    private final RequestMapper requests;

    RowRequests(RequestMapper requests) {
        this.requests = requests;
    }

    @Override
    public List<BatchRequest> list(UUID accountId, UUID batchId, int after, int limit) {
        return requests.list(accountId, batchId, after, limit).stream()
                .map(RequestRow::toRequest)
                .toList();
    }

    @Override
    public Map<Integer, RequestForm> forms(UUID batchId, List<Integer> indexes) {
        Map<Integer, RequestForm> forms = new HashMap<>();
        int[] asked = indexes.stream().mapToInt(Integer::intValue).toArray();
        requests.forms(batchId, asked).forEach(row -> forms.put(row.index(), RequestForm.of(row.form())));
        return forms;
    }
}
