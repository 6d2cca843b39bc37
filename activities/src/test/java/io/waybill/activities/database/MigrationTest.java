package io.waybill.activities.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {

    private static final int PROCESSES = 3;

    @Test
    void processesThatStartTogetherMigrateOnce() throws Exception {
        TestDatabase database = TestDatabase.createEmpty();
        List<Callable<Integer>> starts = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            starts.add(() -> migrate(database));
        }

        var migrations = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(PROCESSES)) {
            for (Future<Integer> future : threads.invokeAll(starts)) {
                migrations.add(future.get());
            }
        }

        assertThat(migrations).filteredOn(count -> count > 0).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE posting SET amount_nanos = 1",
                "DELETE FROM posting",
                "TRUNCATE posting",
                "UPDATE journal_entry SET memo = ''",
                "DELETE FROM journal_entry",
                "TRUNCATE journal_entry CASCADE",
                "UPDATE admin_act SET reason = ''",
                "DELETE FROM admin_act",
                "TRUNCATE admin_act",
                "UPDATE refund SET amount_nanos = 1",
                "DELETE FROM item_refund",
                "TRUNCATE item_refund",
                "UPDATE price SET per_million = 0",
                "DELETE FROM price_list",
                "TRUNCATE price_list CASCADE"
            })
    void refusesToChangeWhatWasPosted(String statement) {
        TestDatabase database = TestDatabase.create();

        assertThatThrownBy(() -> database.execute(statement)).rootCause().hasMessageContaining("append-only");
    }

    private static int migrate(TestDatabase database) {
        var configuration = new DatabaseConfiguration();
        var settings = new PostgresSettings(database.url(), database.user(), database.password(), null, 3);
        return configuration.flyway(settings).migrate().migrationsExecuted;
    }
}
