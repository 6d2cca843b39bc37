package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.meter.Counted;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Posts entries and moves balances in the caller's transaction. The account's balance is locked first: every writer of
 * an account stands in one line, so what it reads stays true until it commits, and references cannot deadlock.
 */
@Component
class Journal {

    /** An account's balance stays far below what 64 bits hold, so that no sum overflows: four billion units. */
    static final long BALANCE_NANOS_MAX = 4_000_000_000L * 1_000_000_000L;

    private final BalanceMapper balances;
    private final JournalMapper entries;
    private final Clock clock;

    Journal(BalanceMapper balances, JournalMapper entries, Clock clock) {
        this.balances = balances;
        this.entries = entries;
        this.clock = clock;
    }

    void open(UUID accountId) {
        balances.open(
                accountId,
                Arrays.stream(BalanceKind.values()).map(BalanceKind::name).toArray(String[]::new));
    }

    Ledger.Balance balance(UUID accountId) {
        return BalanceRow.toBalance(accountId, balances.find(accountId));
    }

    Ledger.Balance lock(UUID accountId) {
        requireTransaction();
        return BalanceRow.toBalance(accountId, balances.lock(accountId));
    }

    static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("money moves only in a transaction");
        }
    }

    Optional<EntryRow> find(String reference) {
        return entries.find(reference);
    }

    /**
     * Posts one entry of a locked account.
     *
     * @return the entry that now has the reference, new or old
     * @throws ReferenceReused where the reference names another amount, account or kind of entry
     */
    Posting post(UUID accountId, NewEntry entry) {
        return post(accountId, entry, null);
    }

    /** Posts one entry as {@link #post(UUID, NewEntry)} does, and counts it as spent where it is new. */
    Posting post(UUID accountId, NewEntry entry, Spending.@Nullable Leave leave) {
        Instant now = clock.instant();
        List<PostedEntry> posted = postNew(accountId, Map.of(entry.reference(), entry), leave, now);
        if (!posted.isEmpty()) {
            long id = posted.getFirst().id();
            var row = new EntryRow(id, entry.reference(), entry.kind(), accountId, now, entry.amountNanos());
            return new Posting(row, true);
        }
        EntryRow row = entries.find(entry.reference())
                .orElseThrow(() -> new IllegalStateException("entry " + entry.reference() + " is gone"));
        row.requireSame(accountId, entry);
        return new Posting(row, false);
    }

    /**
     * Posts the entries of a locked account whose references are new.
     *
     * @return those references
     */
    Set<String> postAll(UUID accountId, List<NewEntry> wanted) {
        if (wanted.isEmpty()) {
            return Set.of();
        }
        return postNew(accountId, byReference(wanted), null, clock.instant()).stream()
                .map(PostedEntry::reference)
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<PostedEntry> postNew(
            UUID accountId, Map<String, NewEntry> byReference, Spending.@Nullable Leave leave, Instant now) {
        List<PostedEntry> posted = insert(accountId, List.copyOf(byReference.values()), leave, now);
        if (!posted.stream().allMatch(PostedEntry::covered)) {
            throw new IllegalStateException("account " + accountId + " would be overdrawn by " + byReference.keySet());
        }
        posted.forEach(entry -> count(requireNonNull(byReference.get(entry.reference()), "entry")));
        return posted;
    }

    private static void count(NewEntry entry) {
        Counted.entry(entry.kind().name(), entry.amountNanos());
    }

    private static Map<String, NewEntry> byReference(List<NewEntry> wanted) {
        // Sorted, so that the order in which references are inserted does not depend on the caller.
        var byReference = new TreeMap<String, NewEntry>();
        for (NewEntry entry : wanted) {
            if (byReference.put(entry.reference(), entry) != null) {
                throw new IllegalArgumentException("reference " + entry.reference() + " is given twice");
            }
        }
        return byReference;
    }

    private List<PostedEntry> insert(
            UUID accountId, List<NewEntry> wanted, Spending.@Nullable Leave leave, Instant now) {
        var postingEntries = new ArrayList<String>();
        var postingKinds = new ArrayList<String>();
        var amounts = new ArrayList<Long>();
        for (NewEntry entry : wanted) {
            entry.amounts().forEach((kind, amount) -> {
                postingEntries.add(entry.reference());
                postingKinds.add(kind.name());
                amounts.add(amount);
            });
        }
        return entries.post(
                accountId,
                wanted.stream().map(NewEntry::reference).toArray(String[]::new),
                wanted.stream().map(entry -> entry.kind().name()).toArray(String[]::new),
                wanted.stream().map(NewEntry::batchId).toArray(UUID[]::new),
                wanted.stream().map(NewEntry::keyId).toArray(String[]::new),
                wanted.stream().map(NewEntry::memo).toArray(String[]::new),
                wanted.stream()
                        .mapToLong(entry -> entry.gain(BalanceKind.available))
                        .toArray(),
                wanted.stream().mapToLong(entry -> entry.gain(BalanceKind.held)).toArray(),
                postingEntries.toArray(String[]::new),
                postingKinds.toArray(String[]::new),
                amounts.stream().mapToLong(Long::longValue).toArray(),
                leave == null ? null : leave.spender(),
                leave == null ? null : leave.month(),
                leave == null ? 0 : leave.nanos(),
                now);
    }

    /**
     * What became of an entry.
     *
     * @param posted whether it was posted now
     */
    record Posting(EntryRow row, boolean posted) {}
}
