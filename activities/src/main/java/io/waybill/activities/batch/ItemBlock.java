package io.waybill.activities.batch;

import io.waybill.models.request.RequestProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;

/** Sends a block of lines into the temporary table {@code item_block} of the transaction's connection, with COPY. */
@Component
final class ItemBlock {

    private static final String EXISTS = """
            SELECT to_regclass('pg_temp.item_block') IS NOT NULL
            """;

    /** Kept by the connection and emptied by each commit, so that the catalogue does not grow with every block. */
    private static final String CREATE = """
            CREATE TEMPORARY TABLE item_block (
                index int NOT NULL,
                custom_id text,
                model_id smallint,
                state smallint NOT NULL,
                units int NOT NULL,
                held_nanos bigint NOT NULL,
                error_code text,
                error_message text,
                error_param text,
                content uuid,
                source_batch uuid,
                source_index int
            ) ON COMMIT DELETE ROWS
            """;

    private static final String COPY = """
            COPY item_block (index, custom_id, model_id, state, units, held_nanos, error_code, error_message,
                             error_param, content, source_batch, source_index)
            FROM STDIN
            """;

    private static final String NULL = "\\N";

    private static final int LINE_CHARACTERS = 96;

    private final DataSource dataSource;

    ItemBlock(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Fills the table, in the caller's transaction. */
    void fill(List<CheckedLine> lines) {
        byte[] rows = rows(lines);
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            create(connection);
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, new ByteArrayInputStream(rows));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("a block of " + lines.size() + " lines could not be copied", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet exists = statement.executeQuery(EXISTS)) {
                if (exists.next() && exists.getBoolean(1)) {
                    return;
                }
            }
            statement.execute(CREATE);
        }
    }

    /** {@return the lines in COPY's text format} */
    static byte[] rows(List<CheckedLine> lines) {
        var text = new StringBuilder(lines.size() * LINE_CHARACTERS);
        for (CheckedLine line : lines) {
            RequestProblem problem = line.problem();
            PricedModel model = line.model();
            text.append(line.index()).append('\t');
            append(text, line.customId());
            text.append('\t')
                    .append(model == null ? NULL : String.valueOf(model.entry().modelId()));
            text.append('\t').append(line.state().code());
            text.append('\t').append(line.tokens());
            text.append('\t').append(line.priceNanos()).append('\t');
            append(text, problem == null ? null : problem.error().name());
            text.append('\t');
            append(text, problem == null ? null : problem.message());
            text.append('\t');
            append(text, problem == null ? null : problem.param());
            SourceRef source = line.source();
            text.append('\t').append(orNull(line.content()));
            text.append('\t').append(orNull(source == null ? null : source.batchId()));
            text.append('\t').append(orNull(source == null ? null : source.index()));
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Object orNull(@Nullable Object value) {
        return value == null ? NULL : value;
    }

    /** Escapes what COPY's text format gives a meaning; NUL, which PostgreSQL cannot store, was refused before. */
    private static void append(StringBuilder text, @Nullable String value) {
        if (value == null) {
            text.append(NULL);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(character);
            }
        }
    }
}
