package io.waybill.activities.invariant;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code db/invariants.sql}: one query, one snapshot, so that it may run beside traffic. */
public final class Invariants {

    private static final String RESOURCE = "/db/invariants.sql";

    private Invariants() {}

    /**
     * {@return all violations, empty where all is well}
     *
     * @param connection to a migrated database
     */
    public static List<Violation> violations(Connection connection) throws SQLException {
        var violations = new ArrayList<Violation>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql())) {
            while (rows.next()) {
                violations.add(new Violation(
                        rows.getString("invariant"), rows.getString("subject"), rows.getString("detail")));
            }
        }
        return List.copyOf(violations);
    }

    private static String sql() {
        try (InputStream resource = Invariants.class.getResourceAsStream(RESOURCE)) {
            return new String(requireNonNull(resource, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    /**
     * Something that should never be.
     *
     * @param invariant its number and name
     * @param subject which entry, account, batch or file
     * @param detail what was expected and found
     */
    public record Violation(String invariant, String subject, String detail) {

        /** Checks that what must be there is. */
        public Violation {
            requireNonNull(invariant, "invariant");
            requireNonNull(subject, "subject");
            requireNonNull(detail, "detail");
        }
    }
}
