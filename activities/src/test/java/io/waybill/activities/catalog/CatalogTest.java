package io.waybill.activities.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.testing.TestActivities;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.workflows.batch.Lane;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CatalogTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final Catalog catalog = ACTIVITIES.bean(Catalog.class);

    @Test
    void listsModelsById() {
        assertThat(catalog.models())
                .extracting(entry -> entry.manifest().id())
                .contains("all-minilm-l6-v2", "echo")
                .isSorted();
        assertThat(catalog.find("no-such-model")).isEmpty();
    }

    @Test
    void recordsEachVersionOnce() throws SQLException {
        int rows = rows();

        Catalog.Entry again = start().find("echo").orElseThrow();

        assertThat(again).isEqualTo(catalog.find("echo").orElseThrow());
        assertThat(rows()).isEqualTo(rows);
    }

    @Test
    void recordsAnotherPriceAsAnotherRow() {
        Catalog.Entry before = catalog.find("echo").orElseThrow();
        ACTIVITIES.database().execute("UPDATE model SET price_per_million = price_per_million + 1 WHERE name = 'echo'");

        Catalog.Entry after = start().find("echo").orElseThrow();

        assertThat(after.modelId()).isNotEqualTo(before.modelId());
        ACTIVITIES.database().execute("DELETE FROM model WHERE id = " + after.modelId());
        ACTIVITIES.database().execute("UPDATE model SET price_per_million = price_per_million - 1 WHERE name = 'echo'");
    }

    @Test
    void pricesByLane() {
        Catalog.Entry model = catalog.find("all-minilm-l6-v2").orElseThrow();

        assertThat(model.priceNanos(1_000_000, Lane.low) * 2).isEqualTo(model.priceNanos(1_000_000, Lane.high));
    }

    private static Catalog start() {
        return new RecordedCatalog(
                ACTIVITIES.bean(ModelCatalog.class), ACTIVITIES.bean(ModelMapper.class), ACTIVITIES.clock());
    }

    private static int rows() throws SQLException {
        try (var connection = ACTIVITIES.database().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM model")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
