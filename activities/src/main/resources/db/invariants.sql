-- What must always hold, as one query: it answers a row for each violation, and none where all is well.
-- Run after every integration test, by the benches, and by `waybill doctor`. Numbers are those of docs/architecture.md.
-- It reads one snapshot, so it may run beside traffic.

-- 1. Postings of every entry sum to zero.
SELECT '1 entry balances' AS invariant,
       'entry ' || e.id AS subject,
       e.reference || ': postings sum to ' || coalesce(sum(p.amount_nanos)::text, 'nothing') AS detail
FROM journal_entry e
LEFT JOIN posting p ON p.entry_id = e.id
GROUP BY e.id
HAVING coalesce(sum(p.amount_nanos), -1) <> 0

UNION ALL
-- 1. All postings together sum to zero.
SELECT '1 books balance', 'all postings', 'sum to ' || sum(amount_nanos)
FROM posting
HAVING sum(amount_nanos) <> 0

UNION ALL
-- 1. An entry moves the money of its own account alone.
SELECT '1 entry of one account', 'entry ' || e.id, 'posts to account ' || p.account_id
FROM journal_entry e
JOIN posting p ON p.entry_id = e.id
WHERE p.account_id <> e.account_id

UNION ALL
-- 2. A balance is the sum of its postings.
SELECT '2 balance is its postings',
       'account ' || b.account_id,
       b.kind || ' is ' || b.amount_nanos || ', its postings sum to ' || coalesce(p.sum_nanos, 0)
FROM balance b
LEFT JOIN (SELECT account_id, kind, sum(amount_nanos) AS sum_nanos
           FROM posting
           GROUP BY account_id, kind) p USING (account_id, kind)
WHERE b.amount_nanos <> coalesce(p.sum_nanos, 0)

UNION ALL
-- 2. No client's balance is negative.
SELECT '2 balance not negative', 'account ' || account_id, kind || ' is ' || amount_nanos
FROM balance
WHERE kind IN ('available', 'held') AND amount_nanos < 0

UNION ALL
-- 2. What an account has after an entry is what it had before and what the entry moved.
SELECT '2 running balance',
       'entry ' || e.id,
       format('says %s available and %s held, its postings sum to %s and %s', e.available_after_nanos,
              e.held_after_nanos, e.available_nanos, e.held_nanos)
FROM (SELECT e.id, e.available_after_nanos, e.held_after_nanos,
             sum(coalesce(p.available_nanos, 0)) OVER w AS available_nanos,
             sum(coalesce(p.held_nanos, 0)) OVER w AS held_nanos
      FROM journal_entry e
      LEFT JOIN (SELECT entry_id,
                        sum(amount_nanos) FILTER (WHERE kind = 'available') AS available_nanos,
                        sum(amount_nanos) FILTER (WHERE kind = 'held') AS held_nanos
                 FROM posting
                 GROUP BY entry_id) p ON p.entry_id = e.id
      WINDOW w AS (PARTITION BY e.account_id ORDER BY e.id)) e
WHERE (e.available_after_nanos, e.held_after_nanos) <> (e.available_nanos, e.held_nanos)

UNION ALL
-- 2. Every account has every balance.
SELECT '2 balances are there', 'account ' || a.id, 'has ' || count(b.kind) || ' of 6 balances'
FROM account a
LEFT JOIN balance b ON b.account_id = a.id
GROUP BY a.id
HAVING count(b.kind) <> 6

UNION ALL
-- 3. A terminal batch has nothing held: held = captured + released.
SELECT '3 ended batch holds nothing',
       'batch ' || id,
       'held ' || held_nanos || ', captured ' || captured_nanos || ', released ' || released_nanos
FROM batch
WHERE state IN ('completed', 'failed', 'cancelled', 'expired')
  AND held_nanos <> captured_nanos + released_nanos

UNION ALL
-- 3. A terminal batch has no pending item.
SELECT '3 ended batch has no pending item', 'batch ' || b.id, count(*) || ' items are pending'
FROM batch b
JOIN batch_item i ON i.batch_id = b.id
WHERE b.state IN ('completed', 'failed', 'cancelled', 'expired')
  AND i.state = 0
  AND b.started_at IS NOT NULL
GROUP BY b.id

UNION ALL
-- 4. Captured is the sum of the charges of succeeded items.
SELECT '4 captured is what succeeded',
       'batch ' || b.id,
       'captured ' || b.captured_nanos || ', succeeded items are charged ' || coalesce(i.sum_nanos, 0)
FROM batch b
LEFT JOIN (SELECT batch_id, sum(charged_nanos) AS sum_nanos
           FROM batch_item
           WHERE state = 1
           GROUP BY batch_id) i ON i.batch_id = b.id
WHERE b.captured_nanos <> coalesce(i.sum_nanos, 0)

UNION ALL
-- 4. What a batch says it gave back is what its items were given back, each at most what it cost.
SELECT '4 refunded is what was given back',
       'batch ' || b.id,
       format('refunded %s, its items %s, the ledger %s', b.refunded_nanos, coalesce(i.sum_nanos, 0),
              coalesce(l.sum_nanos, 0))
FROM batch b
LEFT JOIN (SELECT batch_id, sum(amount_nanos) AS sum_nanos
           FROM item_refund
           GROUP BY batch_id) i ON i.batch_id = b.id
LEFT JOIN (SELECT e.batch_id, -sum(p.amount_nanos) AS sum_nanos
           FROM journal_entry e
           JOIN posting p ON p.entry_id = e.id AND p.kind = 'refunds'
           GROUP BY e.batch_id) l ON l.batch_id = b.id
WHERE b.refunded_nanos <> coalesce(i.sum_nanos, 0) OR b.refunded_nanos <> coalesce(l.sum_nanos, 0)

UNION ALL
SELECT '4 refunds are of what was captured',
       'batch ' || r.batch_id,
       'item ' || r.index || ' was given back ' || r.amount_nanos || ', it is charged ' || coalesce(i.charged_nanos, 0)
FROM item_refund r
LEFT JOIN batch_item i ON i.batch_id = r.batch_id AND i.index = r.index
WHERE r.amount_nanos > coalesce(i.charged_nanos, 0)

UNION ALL
-- 4. Nobody pays for an item that has not succeeded.
SELECT '4 only success costs',
       'batch ' || batch_id,
       'item ' || index || ' in state ' || state || ' is charged ' || charged_nanos
FROM batch_item
WHERE state <> 1 AND charged_nanos <> 0

UNION ALL
-- 4. The batch's counts are those of its items.
SELECT '4 counts are the items',
       'batch ' || b.id,
       format('says %s, %s, %s, %s succeeded, failed, cancelled, expired; its items say %s, %s, %s, %s',
              b.succeeded, b.failed, b.cancelled, b.expired, i.succeeded, i.failed, i.cancelled, i.expired)
FROM batch b
JOIN (SELECT batch_id,
             count(*) FILTER (WHERE state IN (1, 5)) AS succeeded,
             count(*) FILTER (WHERE state = 2) AS failed,
             count(*) FILTER (WHERE state = 3) AS cancelled,
             count(*) FILTER (WHERE state = 4) AS expired
      FROM batch_item
      GROUP BY batch_id) i ON i.batch_id = b.id
WHERE b.started_at IS NOT NULL
  AND (b.succeeded, b.failed, b.cancelled, b.expired) <> (i.succeeded, i.failed, i.cancelled, i.expired)

UNION ALL
-- 5. The open holds of an account are its held balance.
SELECT '5 open holds are held',
       'account ' || b.account_id,
       'held is ' || b.amount_nanos || ', its batches and calls hold ' || coalesce(h.sum_nanos, 0)
FROM balance b
LEFT JOIN (SELECT account_id, sum(nanos) AS sum_nanos
           FROM (SELECT account_id, held_nanos - captured_nanos - released_nanos AS nanos
                 FROM batch
                 UNION ALL
                 SELECT account_id, held_nanos
                 FROM open_hold) open
           GROUP BY account_id) h USING (account_id)
WHERE b.kind = 'held' AND b.amount_nanos <> coalesce(h.sum_nanos, 0)

UNION ALL
-- 6. What a batch says it held and captured is what the ledger says.
SELECT '6 batch agrees with the ledger',
       'batch ' || b.id,
       format('says held %s, captured %s, open %s; the ledger says %s, %s, %s',
              b.held_nanos, b.captured_nanos, b.held_nanos - b.captured_nanos - b.released_nanos,
              coalesce(l.held_nanos, 0), coalesce(l.captured_nanos, 0), coalesce(l.open_nanos, 0))
FROM batch b
LEFT JOIN (SELECT e.batch_id,
                  sum(p.amount_nanos) FILTER (WHERE p.kind = 'held' AND e.kind = 'hold') AS held_nanos,
                  sum(p.amount_nanos) FILTER (WHERE p.kind = 'revenue') AS captured_nanos,
                  sum(p.amount_nanos) FILTER (WHERE p.kind = 'held') AS open_nanos
           FROM journal_entry e
           JOIN posting p ON p.entry_id = e.id
           WHERE e.batch_id IS NOT NULL
           GROUP BY e.batch_id) l ON l.batch_id = b.id
WHERE (b.held_nanos, b.captured_nanos, b.held_nanos - b.captured_nanos - b.released_nanos)
      <> (coalesce(l.held_nanos, 0), coalesce(l.captured_nanos, 0), coalesce(l.open_nanos, 0))

UNION ALL
-- 6. What usage reports show is what the ledger took, less what it gave back.
SELECT '6 usage agrees with the ledger',
       'account ' || b.account_id,
       format('the ledger took %s, items and calls cost %s', b.sum_nanos,
              coalesce(i.sum_nanos, 0) + coalesce(c.sum_nanos, 0))
FROM (SELECT account_id, sum(amount_nanos) AS sum_nanos
      FROM balance
      WHERE kind IN ('revenue', 'refunds')
      GROUP BY account_id) b
LEFT JOIN (SELECT b.account_id, sum(i.charged_nanos) - sum(coalesce(r.amount_nanos, 0)) AS sum_nanos
           FROM batch b
           JOIN batch_item i ON i.batch_id = b.id AND i.state = 1
           LEFT JOIN item_refund r ON r.batch_id = i.batch_id AND r.index = i.index
           GROUP BY b.account_id) i USING (account_id)
LEFT JOIN (SELECT account_id, sum(charged_nanos - refunded_nanos) AS sum_nanos
           FROM call_usage
           GROUP BY account_id) c USING (account_id)
WHERE b.sum_nanos <> coalesce(i.sum_nanos, 0) + coalesce(c.sum_nanos, 0)

UNION ALL
-- 6. Money of batches belongs to batches that exist.
SELECT '6 entry has its batch', 'entry ' || e.id, 'batch ' || e.batch_id || ' is unknown'
FROM journal_entry e
LEFT JOIN batch b ON b.id = e.batch_id
WHERE e.batch_id IS NOT NULL AND b.id IS NULL

UNION ALL
-- 6. What waits for an answer was charged, and was not given back.
SELECT '6 open charge stands', 'charge ' || o.reference, 'is no charge of account ' || o.account_id || ', or was given back'
FROM open_charge o
LEFT JOIN journal_entry e ON e.reference = o.reference AND e.kind = 'charge' AND e.account_id = o.account_id
LEFT JOIN journal_entry r ON r.reference = o.reference || ':refund'
WHERE e.id IS NULL OR r.id IS NOT NULL

UNION ALL
-- 6. What is held for a call that runs was held by an entry of that amount, and was not settled.
SELECT '6 open hold stands', 'hold ' || o.reference,
       'is no hold of ' || o.held_nanos || ' of account ' || o.account_id || ', or was settled'
FROM open_hold o
LEFT JOIN journal_entry e ON e.reference = o.reference AND e.kind = 'hold' AND e.account_id = o.account_id
LEFT JOIN posting p ON p.entry_id = e.id AND p.kind = 'held'
LEFT JOIN journal_entry s ON s.reference = o.reference || ':settle'
WHERE p.amount_nanos IS DISTINCT FROM o.held_nanos OR s.id IS NOT NULL

UNION ALL
-- 7. The output file has a line for each item that succeeded, the error file one for each that did not.
SELECT '7 each item is one line',
       'batch ' || b.id,
       format('%s items, %s succeeded; %s lines of output, %s of errors',
              b.items, b.succeeded, coalesce(o.line_count, 0), coalesce(x.line_count, 0))
FROM batch b
LEFT JOIN file o ON o.id = b.output_file_id
LEFT JOIN file x ON x.id = b.error_file_id
WHERE b.state IN ('completed', 'cancelled', 'expired')
  AND b.finalizing_at IS NOT NULL
  AND (coalesce(o.line_count, 0) <> b.succeeded
       OR coalesce(x.line_count, 0) <> b.failed + b.cancelled + b.expired)

UNION ALL
-- 7. A file's segments follow each other without a gap and make up its length.
SELECT '7 segments make the file',
       'file ' || file_id,
       format('segment %s is at %s, the ones before it end at %s', ordinal, position, should_be)
FROM (SELECT file_id, ordinal, position,
             coalesce(sum(bytes) OVER (PARTITION BY file_id ORDER BY ordinal
                                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS should_be
      FROM file_segment) s
WHERE position <> should_be

UNION ALL
SELECT '7 segments make the file',
       'file ' || f.id,
       f.bytes || ' bytes, its segments have ' || coalesce(sum(s.bytes), 0)
FROM file f
LEFT JOIN file_segment s ON s.file_id = f.id
WHERE f.object_key IS NULL
GROUP BY f.id
HAVING f.bytes <> coalesce(sum(s.bytes), 0)

UNION ALL
-- 8. Each call that was charged has its receipt, which says the same price; one that waits for its answer has none yet.
SELECT '8 charged call has its receipt', 'call ' || u.reference,
       format('cost %s, its receipt says %s', u.charged_nanos - u.refunded_nanos,
              coalesce(convert_from(r.canonical, 'UTF8')::jsonb ->> 'price_nanos', 'nothing, as there is none'))
FROM call_usage u
LEFT JOIN open_charge o ON o.reference = u.reference
LEFT JOIN receipt_call r ON r.reference = u.reference AND r.account_id = u.account_id
WHERE u.receipted
  AND o.reference IS NULL
  AND u.charged_nanos > u.refunded_nanos
  AND convert_from(r.canonical, 'UTF8')::jsonb ->> 'price_nanos' IS DISTINCT FROM u.charged_nanos::text

UNION ALL
-- 8. A receipt of a price is of a charge that stands.
SELECT '8 receipt of a call is of a charge', 'receipt ' || r.id, 'is of ' || r.reference || ', which took nothing'
FROM receipt_call r
LEFT JOIN call_usage u ON u.reference = r.reference AND u.account_id = r.account_id
WHERE r.reference IS NOT NULL
  AND coalesce(u.charged_nanos - u.refunded_nanos, 0) = 0
