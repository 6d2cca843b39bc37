package io.waybill.activities.invariant;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.invariant.Invariants.Violation;
import io.waybill.activities.testing.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every invariant holds for a batch that ended well, and is violated where the data is broken by hand. */
class InvariantsTest {

    /** An account with a credit, and a batch of which one item succeeded, one failed, one was cancelled. */
    private static final String WELL = """
            INSERT INTO account VALUES ('00000000-0000-7000-8000-00000000000a', 'a', 'USD', 'active', now());
            INSERT INTO balance (account_id, kind, amount_nanos)
            VALUES ('00000000-0000-7000-8000-00000000000a', 'available', 93),
                   ('00000000-0000-7000-8000-00000000000a', 'held', 0),
                   ('00000000-0000-7000-8000-00000000000a', 'revenue', 7),
                   ('00000000-0000-7000-8000-00000000000a', 'refunds', 0),
                   ('00000000-0000-7000-8000-00000000000a', 'topup_clearing', -100),
                   ('00000000-0000-7000-8000-00000000000a', 'rounding', 0);
            INSERT INTO file (id, account_id, filename, purpose, bytes, sha256, line_count, created_at)
            VALUES ('00000000-0000-7000-8000-00000000000c', '00000000-0000-7000-8000-00000000000a', 'o',
                    'batch_output', 30, repeat('0', 64), 1, now()),
                   ('00000000-0000-7000-8000-00000000000d', '00000000-0000-7000-8000-00000000000a', 'e',
                    'batch_output', 20, repeat('0', 64), 2, now());
            INSERT INTO file_segment
            VALUES ('00000000-0000-7000-8000-00000000000c', 0, 0, 'k', 0, 10, 'x'),
                   ('00000000-0000-7000-8000-00000000000c', 1, 10, 'k', 0, 20, 'x'),
                   ('00000000-0000-7000-8000-00000000000d', 0, 0, 'k', 0, 20, 'x');
            INSERT INTO batch (id, account_id, key_id, dialect, lane, state, quarantine, window_seconds, items,
                               succeeded, failed, cancelled, held_nanos, captured_nanos, released_nanos,
                               output_file_id, error_file_id, created_at, expires_at, started_at, finalizing_at)
            VALUES ('00000000-0000-7000-8000-00000000000b', '00000000-0000-7000-8000-00000000000a', 'k', 'file', 'low',
                    'completed', false, 3600, 3, 1, 1, 1, 20, 7, 13, '00000000-0000-7000-8000-00000000000c',
                    '00000000-0000-7000-8000-00000000000d', now(), now(), now(), now());
            INSERT INTO batch_item (batch_id, index, state, held_nanos, charged_nanos)
            VALUES ('00000000-0000-7000-8000-00000000000b', 0, 1, 7, 7),
                   ('00000000-0000-7000-8000-00000000000b', 1, 2, 7, 0),
                   ('00000000-0000-7000-8000-00000000000b', 2, 3, 6, 0);
            INSERT INTO journal_entry (reference, kind, account_id, batch_id, available_after_nanos, held_after_nanos,
                                       created_at)
            VALUES ('t', 'topup', '00000000-0000-7000-8000-00000000000a', NULL, 100, 0, now()),
                   ('h', 'hold', '00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b', 80, 20,
                    now()),
                   ('s', 'settle', '00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b', 93, 0,
                    now());
            INSERT INTO posting
            SELECT e.id, e.account_id, p.kind, p.amount_nanos
            FROM journal_entry e
            JOIN (VALUES ('t', 'available', 100), ('t', 'topup_clearing', -100), ('h', 'available', -20),
                         ('h', 'held', 20), ('s', 'held', -20), ('s', 'available', 13), ('s', 'revenue', 7))
                 AS p (reference, kind, amount_nanos) USING (reference);
            """;

    /** What is posted cannot be changed, not even by hand; for this test it can. */
    private static final String BREAKABLE = """
            ALTER TABLE posting DISABLE TRIGGER posting_append_only;
            ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_append_only
            """;

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        database.execute(WELL);
    }

    @Test
    void allHoldForABatchThatEndedWell() throws SQLException {
        try (Connection connection = database.connect()) {
            assertThat(Invariants.violations(connection)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void eachNoticesWhatItIsFor(String invariant, String breakage) throws SQLException {
        List<Violation> violations;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(BREAKABLE);
            statement.execute(breakage);

            violations = Invariants.violations(connection);

            connection.rollback();
        }

        assertThat(violations).extracting(Violation::invariant).contains(invariant);
    }

    static Stream<List<String>> breakagePairs() {
        return Stream.of(
                List.of("1 entry balances", "UPDATE posting SET amount_nanos = 8 WHERE kind = 'revenue'"),
                List.of("1 entry balances", "DELETE FROM posting WHERE entry_id = (SELECT min(id) FROM journal_entry)"),
                List.of("1 books balance", "UPDATE posting SET amount_nanos = 8 WHERE kind = 'revenue'"),
                List.of("1 entry of one account", """
                        INSERT INTO account VALUES ('00000000-0000-7000-8000-0000000000aa', 'b', 'USD', 'active', now());
                        INSERT INTO balance VALUES ('00000000-0000-7000-8000-0000000000aa', 'revenue', 7);
                        UPDATE posting SET account_id = '00000000-0000-7000-8000-0000000000aa' WHERE kind = 'revenue'
                        """),
                List.of(
                        "2 balance is its postings",
                        "UPDATE balance SET amount_nanos = amount_nanos + 1 WHERE kind = 'available'"),
                List.of("2 balance not negative", """
                        ALTER TABLE balance DROP CONSTRAINT balance_check;
                        UPDATE balance SET amount_nanos = -1 WHERE kind = 'held'
                        """),
                List.of(
                        "2 running balance",
                        "UPDATE journal_entry SET available_after_nanos = 94 WHERE reference = 's'"),
                List.of("2 running balance", "UPDATE journal_entry SET held_after_nanos = 19 WHERE reference = 'h'"),
                List.of("2 balances are there", "DELETE FROM balance WHERE kind = 'rounding'"),
                List.of("3 ended batch holds nothing", "UPDATE batch SET released_nanos = 12"),
                List.of("3 ended batch has no pending item", "UPDATE batch_item SET state = 0 WHERE index = 2"),
                List.of("4 captured is what succeeded", "UPDATE batch_item SET charged_nanos = 6 WHERE index = 0"),
                List.of("4 refunded is what was given back", "UPDATE batch SET refunded_nanos = 1"),
                List.of("4 refunds are of what was captured", """
                        INSERT INTO refund (id, account_id, batch_id, items, amount_nanos, reason, created_at)
                        VALUES ('00000000-0000-7000-8000-0000000000fe', '00000000-0000-7000-8000-00000000000a',
                                '00000000-0000-7000-8000-00000000000b', 1, 8, 'x', now());
                        INSERT INTO item_refund
                        VALUES ('00000000-0000-7000-8000-00000000000b', 0, '00000000-0000-7000-8000-0000000000fe', 8)
                        """),
                List.of("4 only success costs", "UPDATE batch_item SET charged_nanos = 1 WHERE index = 1"),
                List.of("4 counts are the items", "UPDATE batch SET failed = 2, cancelled = 0"),
                List.of("4 counts are the items", "UPDATE batch_item SET state = 3 WHERE index = 1"),
                List.of("5 open holds are held", "UPDATE batch SET held_nanos = 21"),
                List.of("6 batch agrees with the ledger", "UPDATE batch SET held_nanos = 21, released_nanos = 14"),
                List.of("6 batch agrees with the ledger", "UPDATE batch SET captured_nanos = 6, released_nanos = 14"),
                List.of("6 usage agrees with the ledger", """
                        INSERT INTO call_usage (id, account_id, reference, model, input_tokens, output_tokens,
                                                charged_nanos, created_at)
                        VALUES ('00000000-0000-7000-8000-0000000000ff', '00000000-0000-7000-8000-00000000000a', 'x', 'm',
                                1, 0, 1, now())
                        """),
                List.of("6 usage agrees with the ledger", "UPDATE batch_item SET charged_nanos = 6 WHERE index = 0"),
                List.of(
                        "6 entry has its batch",
                        "UPDATE journal_entry SET batch_id = '00000000-0000-7000-8000-00000000000f' WHERE reference = 's'"),
                List.of("6 open charge stands", """
                        INSERT INTO open_charge VALUES ('s', '00000000-0000-7000-8000-00000000000a', now())
                        """),
                List.of("6 open hold stands", """
                        INSERT INTO open_hold VALUES ('s', '00000000-0000-7000-8000-00000000000a', 1, now())
                        """),
                List.of("8 charged call has its receipt", """
                        INSERT INTO call_usage (id, account_id, reference, model, input_tokens, output_tokens,
                                                charged_nanos, created_at)
                        VALUES ('00000000-0000-7000-8000-0000000000ff', '00000000-0000-7000-8000-00000000000a', 'x', 'm',
                                1, 0, 1, now())
                        """),
                List.of("8 charged call has its receipt", """
                        INSERT INTO call_usage (id, account_id, reference, model, input_tokens, output_tokens,
                                                charged_nanos, created_at)
                        VALUES ('00000000-0000-7000-8000-0000000000ff', '00000000-0000-7000-8000-00000000000a', 'x', 'm',
                                1, 0, 1, now());
                        INSERT INTO receipt_call (id, account_id, canonical, signature, reference, created_at)
                        VALUES ('00000000-0000-7000-8000-0000000000fd', '00000000-0000-7000-8000-00000000000a',
                                '{"price_nanos":"2"}', '', 'x', now())
                        """),
                List.of("8 receipt of a call is of a charge", """
                        INSERT INTO receipt_call (id, account_id, canonical, signature, reference, created_at)
                        VALUES ('00000000-0000-7000-8000-0000000000fd', '00000000-0000-7000-8000-00000000000a',
                                '{"price_nanos":"2"}', '', 'x', now())
                        """),
                List.of("7 each item is one line", "UPDATE file SET line_count = 0 WHERE filename = 'o'"),
                List.of("7 each item is one line", "UPDATE batch SET error_file_id = NULL"),
                List.of("7 segments make the file", "UPDATE file_segment SET position = 11 WHERE ordinal = 1"),
                List.of("7 segments make the file", "UPDATE file SET bytes = 31 WHERE filename = 'o'"));
    }

    static Stream<Arguments> breakages() {
        return breakagePairs().map(pair -> Arguments.of(pair.get(0), pair.get(1)));
    }

    @Test
    void eachHasABreakage() throws Exception {
        String sql;
        try (InputStream resource = requireNonNull(InvariantsTest.class.getResourceAsStream("/db/invariants.sql"))) {
            sql = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        var names = Pattern.compile("SELECT '([1-9] [^']+)'")
                .matcher(sql)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();

        assertThat(names).isNotEmpty();
        assertThat(breakagePairs().map(List::getFirst).distinct()).containsExactlyInAnyOrderElementsOf(names);
    }
}
