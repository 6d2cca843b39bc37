package io.waybill.activities.batch;

import io.waybill.activities.database.Jsonb;
import io.waybill.storage.object.StoredObject;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Adds requests to an open batch. What the batch has already, with the same body, is left out; the rest is stored,
 * priced, held and planned in one transaction, or not at all.
 */
@Component
final class Appender {

    private final BatchRows rows;
    private final AdditionMapper additions;
    private final AdditionReader reader;
    private final AdditionStore store;

    Appender(BatchRows rows, AdditionMapper additions, AdditionReader reader, AdditionStore store) {
        this.rows = rows;
        this.additions = additions;
        this.reader = reader;
        this.store = store;
    }

    AddedItems add(AddItems request, Heartbeat heartbeat) {
        UUID id = BatchRows.id(request.batchId());
        UUID appendId = UUID.fromString(request.appendId());
        while (true) {
            heartbeat.at(0);
            Jsonb known = additions.answer(id, appendId);
            if (known != null) {
                return Json.read(known, AddedItems.class);
            }
            Optional<AddedItems> answer = attempt(rows.find(id), request, heartbeat);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    /** {@return empty where another addition came in between} */
    private Optional<AddedItems> attempt(BatchRow batch, AddItems request, Heartbeat heartbeat) {
        Addition addition = reader.read(batch, request.objectKey(), heartbeat);
        Set<Integer> existing = new HashSet<>();
        Optional<String> conflict = compare(batch.id(), addition, existing);
        if (conflict.isPresent()) {
            return Optional.of(AddedItems.refused(
                    "request_conflict",
                    "the batch has a request " + conflict.get() + " already, with another body",
                    0,
                    0));
        }
        if (existing.size() == addition.size()) {
            return Optional.of(store.unchanged(batch, existing.size()));
        }
        if (existing.isEmpty()) {
            return store.add(batch, request, addition, request.bytes(), request.sha256(), 0);
        }
        StoredObject rest = reader.without(addition, existing, request.objectKey() + ".new");
        Addition fresh = reader.read(batch, rest.key(), heartbeat);
        return store.add(batch, request, fresh, rest.bytes(), rest.sha256(), existing.size());
    }

    /**
     * Finds which lines the batch has already, or the addition has twice.
     *
     * @param existing takes their places in the addition
     * @return the id of the first that has another body
     */
    Optional<String> compare(UUID id, Addition addition, Set<Integer> existing) {
        List<Addition.AddedLine> lines = addition.lines();
        Map<String, String> known = new HashMap<>();
        String[] ids = lines.stream()
                .map(line -> line.line().customId())
                .filter(customId -> customId != null)
                .toArray(String[]::new);
        additions.known(id, ids).forEach(request -> known.put(request.customId(), request.sha256()));
        for (int place = 0; place < lines.size(); place++) {
            Addition.AddedLine line = lines.get(place);
            String customId = line.line().customId();
            if (customId == null) {
                continue;
            }
            String before = known.putIfAbsent(customId, line.sha256());
            if (before != null && !before.equals(line.sha256())) {
                return Optional.of(customId);
            }
            if (before != null) {
                existing.add(place);
            }
        }
        return Optional.empty();
    }
}
