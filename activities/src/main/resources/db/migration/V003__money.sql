-- Money as accounts see it, what operators do to it, and prices as data.

-- What an account had after each entry. Entries of an account stand in one line, so the figures follow each other.
ALTER TABLE journal_entry
    ADD COLUMN key_id                 text,
    ADD COLUMN available_after_nanos  bigint,
    ADD COLUMN held_after_nanos       bigint;
ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_append_only;
UPDATE journal_entry e
SET available_after_nanos = s.available_nanos, held_after_nanos = s.held_nanos
FROM (SELECT e.id,
             sum(coalesce(p.available_nanos, 0)) OVER (PARTITION BY e.account_id ORDER BY e.id) AS available_nanos,
             sum(coalesce(p.held_nanos, 0)) OVER (PARTITION BY e.account_id ORDER BY e.id) AS held_nanos
      FROM journal_entry e
      LEFT JOIN (SELECT entry_id,
                        sum(amount_nanos) FILTER (WHERE kind = 'available') AS available_nanos,
                        sum(amount_nanos) FILTER (WHERE kind = 'held') AS held_nanos
                 FROM posting
                 GROUP BY entry_id) p ON p.entry_id = e.id) s
WHERE s.id = e.id;
ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_append_only;
ALTER TABLE journal_entry
    ALTER COLUMN available_after_nanos SET NOT NULL,
    ALTER COLUMN held_after_nanos SET NOT NULL;
COMMENT ON COLUMN journal_entry.key_id IS 'the credential that spent; null where nobody did, or it is the batch''s';

-- Calls of models that were charged, one row each: what usage reports read. Items of batches have theirs.
CREATE TABLE call_usage (
    id              uuid PRIMARY KEY,
    account_id      uuid NOT NULL REFERENCES account,
    reference       text NOT NULL UNIQUE,
    key_id          text,
    model           text NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    input_tokens    bigint NOT NULL CHECK (input_tokens >= 0),
    output_tokens   bigint NOT NULL CHECK (output_tokens >= 0),
    charged_nanos   bigint NOT NULL CHECK (charged_nanos >= 0),
    refunded_nanos  bigint NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    CHECK (refunded_nanos BETWEEN 0 AND charged_nanos)
);
CREATE INDEX call_usage_account ON call_usage (account_id, id);
COMMENT ON COLUMN call_usage.reference IS 'of the journal entry that took the money';

INSERT INTO call_usage (id, account_id, reference, model, input_tokens, output_tokens, charged_nanos, refunded_nanos,
                        created_at)
SELECT CAST(lpad(to_hex(CAST(extract(epoch FROM e.created_at) * 1000 AS bigint)), 12, '0') || '70008000'
            || lpad(to_hex(e.id), 12, '0') AS uuid),
       e.account_id,
       e.reference,
       CASE WHEN e.memo ~ '^[^,]{1,200}, [0-9]{1,9} tokens$' THEN split_part(e.memo, ', ', 1) ELSE 'unknown' END,
       CASE WHEN e.memo ~ '^[^,]{1,200}, [0-9]{1,9} tokens$'
            THEN CAST(substring(e.memo FROM ', ([0-9]+) tokens$') AS bigint) ELSE 0 END,
       0,
       p.amount_nanos,
       CASE WHEN r.id IS NULL THEN 0 ELSE p.amount_nanos END,
       e.created_at
FROM journal_entry e
JOIN posting p ON p.entry_id = e.id AND p.kind = 'revenue'
LEFT JOIN journal_entry r ON r.reference = e.reference || ':refund'
WHERE e.kind = 'charge';

ALTER TABLE batch_item ADD COLUMN output_units int NOT NULL DEFAULT 0 CHECK (output_units >= 0);
COMMENT ON COLUMN batch_item.output_units IS 'tokens made; while the item is pending, the most it may make';

-- What was given back after it was captured. An item is refunded once.
ALTER TABLE batch ADD COLUMN refunded_nanos bigint NOT NULL DEFAULT 0;
ALTER TABLE batch ADD CONSTRAINT batch_refunded CHECK (refunded_nanos BETWEEN 0 AND captured_nanos);
CREATE TABLE refund (
    id            uuid PRIMARY KEY,
    account_id    uuid NOT NULL REFERENCES account,
    batch_id      uuid NOT NULL REFERENCES batch,
    item_index    int,
    items         bigint NOT NULL CHECK (items > 0),
    amount_nanos  bigint NOT NULL CHECK (amount_nanos > 0),
    reason        text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    created_at    timestamptz NOT NULL
);
CREATE INDEX refund_batch ON refund (batch_id);
COMMENT ON COLUMN refund.item_index IS 'null where it is of all items that were not refunded yet';
CREATE TABLE item_refund (
    batch_id      uuid NOT NULL,
    index         int NOT NULL,
    refund_id     uuid NOT NULL REFERENCES refund,
    amount_nanos  bigint NOT NULL CHECK (amount_nanos > 0),
    PRIMARY KEY (batch_id, index)
);
CREATE INDEX item_refund_refund ON item_refund (refund_id);
CREATE TRIGGER refund_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER item_refund_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON item_refund
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Limits of an account; null where there is none.
ALTER TABLE account
    ADD COLUMN low_balance_nanos    bigint CHECK (low_balance_nanos >= 0),
    ADD COLUMN batch_limit_nanos    bigint CHECK (batch_limit_nanos > 0),
    ADD COLUMN monthly_limit_nanos  bigint CHECK (monthly_limit_nanos > 0);
COMMENT ON COLUMN account.low_balance_nanos IS 'below it the account is told that it has little';
COMMENT ON COLUMN account.batch_limit_nanos IS 'the most that one batch may hold';
COMMENT ON COLUMN account.monthly_limit_nanos IS 'the most that may be spent in a calendar month (UTC)';

-- What a key has spent or holds in a calendar month (UTC): held at once, taken out again when it is released. Keys that
-- replaced each other count together, under the first.
CREATE TABLE month_spend (
    account_id   uuid NOT NULL REFERENCES account,
    spender      text NOT NULL,
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    spent_nanos  bigint NOT NULL DEFAULT 0 CHECK (spent_nanos >= 0),
    PRIMARY KEY (account_id, month, spender)
) WITH (fillfactor = 50);

-- Price lists. A list is never changed, and never valid before it was made, so what was in force at any time is known
-- for ever. A list of an account goes before the general one; a model or unit that it leaves out is priced by that.
CREATE TABLE price_list (
    id                      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id              uuid REFERENCES account,
    note                    text NOT NULL CHECK (length(note) BETWEEN 1 AND 500),
    interactive_multiplier  numeric CHECK (interactive_multiplier BETWEEN 0 AND 100),
    high_multiplier         numeric CHECK (high_multiplier BETWEEN 0 AND 100),
    low_multiplier          numeric CHECK (low_multiplier BETWEEN 0 AND 100),
    fill_multiplier         numeric CHECK (fill_multiplier BETWEEN 0 AND 100),
    valid_from              timestamptz NOT NULL,
    created_at              timestamptz NOT NULL,
    CHECK (valid_from >= created_at)
);
CREATE INDEX price_list_account ON price_list (account_id, valid_from);
CREATE TABLE price (
    list_id      bigint NOT NULL REFERENCES price_list,
    model        text NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    unit         text NOT NULL CHECK (unit IN ('item', 'token', 'output_token', 'second', 'megapixel', 'file_fee',
                     'storage_fee')),
    per_million  numeric NOT NULL CHECK (per_million BETWEEN 0 AND 1000000000000),
    PRIMARY KEY (list_id, model, unit)
);
CREATE TRIGGER price_list_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON price_list
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON price
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE batch ADD COLUMN price_version bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN batch.price_version IS 'the newest price list there was when it was made; 0 where there was none';

-- What operators did, in the transaction that did it.
CREATE TABLE admin_act (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference       text NOT NULL UNIQUE,
    act             text NOT NULL CHECK (length(act) BETWEEN 1 AND 64),
    operator_id     uuid NOT NULL,
    operator_key    text NOT NULL,
    account_id      uuid,
    reason          text NOT NULL DEFAULT '',
    details         jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL
);
CREATE INDEX admin_act_account ON admin_act (account_id, id) WHERE account_id IS NOT NULL;
CREATE TRIGGER admin_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admin_act
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
