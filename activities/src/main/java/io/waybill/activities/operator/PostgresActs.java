package io.waybill.activities.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.activities.database.Jsonb;
import io.waybill.activities.database.Transactions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The trail as rows. */
@Component
final class PostgresActs implements Acts {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private final ActMapper rows;
    private final Transactions transactions;
    private final Clock clock;

    PostgresActs(ActMapper rows, Transactions transactions, Clock clock) {
        this.rows = rows;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public <T> T perform(
            Operator operator, Description what, Supplier<T> work, Function<T, Map<String, String>> details) {
        return transactions.call(() -> {
            T done = work.get();
            rows.insert(operator, what, json(details.apply(done)), clock.instant());
            return done;
        });
    }

    @Override
    public List<Act> list(@Nullable UUID accountId, long before, int limit) {
        if (limit < 1 || limit > LIMIT_MAX + 1) {
            throw new IllegalArgumentException("limit is " + limit + ", allowed are 1.." + (LIMIT_MAX + 1));
        }
        List<ActRow> found = accountId == null ? rows.list(before, limit) : rows.listOf(accountId, before, limit);
        return found.stream().map(PostgresActs::act).toList();
    }

    private static Act act(ActRow row) {
        return new Act(
                row.id(),
                row.reference(),
                row.act(),
                new Operator(row.operatorId(), row.operatorKey()),
                row.accountId(),
                row.reason(),
                texts(row.details()),
                row.createdAt());
    }

    private static Jsonb json(Map<String, String> details) {
        try {
            return new Jsonb(MAPPER.writeValueAsString(new TreeMap<>(details)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details cannot be written as JSON", e);
        }
    }

    private static Map<String, String> texts(Jsonb details) {
        try {
            return MAPPER.readValue(details.text(), DETAILS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details of an act cannot be read", e);
        }
    }
}
