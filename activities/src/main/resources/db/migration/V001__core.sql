-- Money is in nano-units (10^-9 of the currency) everywhere.

CREATE TABLE account (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'frozen')),
    created_at  timestamptz NOT NULL
);

CREATE TABLE api_key (
    id              text PRIMARY KEY CHECK (id ~ '^[0-9A-Za-z]{10}$'),
    account_id      uuid NOT NULL REFERENCES account,
    name            text NOT NULL,
    secret_hmac     bytea NOT NULL,
    pepper_version  int NOT NULL,
    last4           text NOT NULL,
    scopes          text[] NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz,
    revoked_at      timestamptz
);
CREATE INDEX api_key_account ON api_key (account_id);

-- Double entry. An account's money is in the kinds available and held; the other kinds are the platform's side of it,
-- kept for each account so that no row is everybody's bottleneck. Client kinds are never negative.
CREATE TABLE balance (
    account_id    uuid NOT NULL REFERENCES account,
    kind          text NOT NULL CHECK (kind IN ('available', 'held', 'revenue', 'refunds', 'topup_clearing', 'rounding')),
    amount_nanos  bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, kind),
    CHECK (kind NOT IN ('available', 'held') OR amount_nanos >= 0)
) WITH (fillfactor = 50);

CREATE TABLE journal_entry (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference   text NOT NULL UNIQUE,
    kind        text NOT NULL CHECK (kind IN ('topup', 'hold', 'capture', 'release', 'settle', 'charge', 'refund', 'adjustment')),
    account_id  uuid NOT NULL REFERENCES account,
    batch_id    uuid,
    memo        text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL
);
CREATE INDEX journal_entry_account ON journal_entry (account_id, id);
CREATE INDEX journal_entry_batch ON journal_entry (batch_id, id) WHERE batch_id IS NOT NULL;

CREATE TABLE posting (
    entry_id      bigint NOT NULL REFERENCES journal_entry,
    account_id    uuid NOT NULL REFERENCES account,
    kind          text NOT NULL,
    amount_nanos  bigint NOT NULL CHECK (amount_nanos <> 0),
    PRIMARY KEY (entry_id, kind),
    FOREIGN KEY (account_id, kind) REFERENCES balance (account_id, kind)
);

-- What was posted stays: a correction is another entry.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Models that items may name. A row is one version: another digest or price is another row.
CREATE TABLE model (
    id                 smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name               text NOT NULL,
    digest             text NOT NULL,
    unit               text NOT NULL CHECK (unit IN ('token', 'item')),
    price_per_million  numeric NOT NULL CHECK (price_per_million >= 0),
    created_at         timestamptz NOT NULL,
    UNIQUE (name, digest, unit, price_per_million)
);

CREATE TABLE file (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES account,
    filename    text NOT NULL CHECK (length(filename) BETWEEN 1 AND 512),
    purpose     text NOT NULL CHECK (purpose IN ('batch', 'batch_output', 'user_data')),
    bytes       bigint NOT NULL CHECK (bytes >= 0),
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    line_count  bigint,
    object_key  text,
    batch_id    uuid,
    created_at  timestamptz NOT NULL,
    deleted_at  timestamptz,
    purged_at   timestamptz,
    CHECK (purged_at IS NULL OR deleted_at IS NOT NULL)
);
CREATE INDEX file_account ON file (account_id, id) WHERE deleted_at IS NULL;
CREATE INDEX file_batch ON file (batch_id) WHERE batch_id IS NOT NULL;
COMMENT ON COLUMN file.purged_at IS 'when its bytes were deleted too';
COMMENT ON COLUMN file.object_key IS 'null for an output file, which is its segments';

-- An output file is a list of ranges of objects, in order; nothing is copied.
CREATE TABLE file_segment (
    file_id        uuid NOT NULL REFERENCES file,
    ordinal        int NOT NULL,
    position       bigint NOT NULL,
    object_key     text NOT NULL,
    object_offset  bigint NOT NULL,
    bytes          bigint NOT NULL CHECK (bytes > 0),
    sha256         text NOT NULL,
    PRIMARY KEY (file_id, ordinal)
);

CREATE TABLE batch (
    id                 uuid PRIMARY KEY,
    account_id         uuid NOT NULL REFERENCES account,
    key_id             text NOT NULL,
    dialect            text NOT NULL CHECK (dialect IN ('file', 'tasks')),
    name               text,
    lane               text NOT NULL CHECK (lane IN ('interactive', 'high', 'low', 'fill')),
    state              text NOT NULL CHECK (state IN ('pending', 'validating', 'in_progress', 'paused', 'finalizing',
                           'completed', 'failed', 'cancelling', 'cancelled', 'expired')),
    endpoint           text,
    quarantine         boolean NOT NULL,
    input_file_id      uuid REFERENCES file,
    window_seconds     int NOT NULL,
    metadata           jsonb NOT NULL DEFAULT '{}',
    models             text[] NOT NULL DEFAULT '{}',
    items              bigint NOT NULL DEFAULT 0,
    invalid            bigint NOT NULL DEFAULT 0,
    succeeded          bigint NOT NULL DEFAULT 0,
    failed             bigint NOT NULL DEFAULT 0,
    cancelled          bigint NOT NULL DEFAULT 0,
    expired            bigint NOT NULL DEFAULT 0,
    errors             jsonb NOT NULL DEFAULT '{}',
    problems           jsonb NOT NULL DEFAULT '[]',
    price_nanos        bigint NOT NULL DEFAULT 0,
    held_nanos         bigint NOT NULL DEFAULT 0,
    captured_nanos     bigint NOT NULL DEFAULT 0,
    released_nanos     bigint NOT NULL DEFAULT 0,
    prepared_lines     int NOT NULL DEFAULT 0,
    checkpoint         jsonb,
    plan               jsonb,
    failure_code       text,
    failure_message    text,
    output_file_id     uuid REFERENCES file,
    error_file_id      uuid REFERENCES file,
    created_at         timestamptz NOT NULL,
    expires_at         timestamptz NOT NULL,
    started_at         timestamptz,
    cancelling_at      timestamptz,
    finalizing_at      timestamptz,
    ended_at           timestamptz,
    CHECK (succeeded + failed + cancelled + expired <= items),
    CHECK (captured_nanos + released_nanos <= held_nanos)
) WITH (fillfactor = 50);
CREATE INDEX batch_account ON batch (account_id, id);
CREATE INDEX batch_input_file ON batch (input_file_id) WHERE input_file_id IS NOT NULL;
COMMENT ON COLUMN batch.errors IS 'failed items by error code';
COMMENT ON COLUMN batch.problems IS 'the first 100 problems of its lines';
COMMENT ON COLUMN batch.checkpoint IS 'where prepare goes on after its worker was lost; null before the first block and after the last';
COMMENT ON COLUMN batch.plan IS 'what prepare answered; its second run answers the same';

CREATE TABLE batch_segment (
    batch_id     uuid NOT NULL REFERENCES batch,
    ordinal      int NOT NULL,
    object_key   text NOT NULL,
    bytes        bigint NOT NULL,
    sha256       text NOT NULL,
    first_index  int NOT NULL DEFAULT 0,
    item_count   int NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, ordinal)
);

-- One insert and one update an item. No index contains a column that settle changes, and the fill factor leaves room
-- for the new version on the same page. State codes are those of ItemState.
CREATE TABLE batch_item (
    batch_id       uuid NOT NULL,
    index          int NOT NULL,
    custom_id      text,
    model_id       smallint,
    state          smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 5),
    duplicate      boolean NOT NULL DEFAULT false,
    units          int NOT NULL DEFAULT 0,
    held_nanos     bigint NOT NULL DEFAULT 0 CHECK (held_nanos >= 0),
    charged_nanos  bigint NOT NULL DEFAULT 0 CHECK (charged_nanos >= 0),
    error_code     text,
    error_message  text,
    error_param    text,
    chunk          int,
    wave           int,
    ended_seq      bigint,
    PRIMARY KEY (batch_id, index),
    CHECK (charged_nanos <= held_nanos)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX batch_item_custom_id ON batch_item (batch_id, custom_id) WHERE NOT duplicate;
COMMENT ON COLUMN batch_item.index IS 'line number - 1';
COMMENT ON COLUMN batch_item.duplicate IS 'whether an earlier line has the custom_id';
COMMENT ON COLUMN batch_item.error_message IS 'only where no worker wrote the error line';
COMMENT ON COLUMN batch_item.ended_seq IS 'order in which items ended, with index; 0 for those that never ran';
COMMENT ON COLUMN batch_item.chunk IS 'the run that wrote the line; null where none did';

-- A chunk as planned, and each run of it that was settled.
CREATE TABLE batch_chunk (
    batch_id         uuid NOT NULL,
    chunk            int NOT NULL,
    shard            int NOT NULL,
    segment          int NOT NULL,
    byte_offset      bigint NOT NULL,
    byte_length      bigint NOT NULL,
    first_index      int NOT NULL,
    line_count       int NOT NULL,
    item_count       int NOT NULL,
    units            bigint NOT NULL,
    model_id         smallint NOT NULL REFERENCES model,
    pool             text NOT NULL,
    verb             text NOT NULL,
    timeout_seconds  int NOT NULL,
    PRIMARY KEY (batch_id, chunk)
);
CREATE INDEX batch_chunk_shard ON batch_chunk (batch_id, shard, chunk);

CREATE TABLE batch_chunk_run (
    batch_id       uuid NOT NULL,
    chunk          int NOT NULL,
    wave           int NOT NULL,
    object_key     text NOT NULL,
    result_bytes   bigint NOT NULL,
    error_bytes    bigint NOT NULL,
    outcome_bytes  bigint NOT NULL,
    sha256         text NOT NULL,
    worker         text NOT NULL,
    settled_at     timestamptz NOT NULL,
    PRIMARY KEY (batch_id, chunk, wave),
    FOREIGN KEY (batch_id, chunk) REFERENCES batch_chunk
);

CREATE TABLE idempotent_answer (
    account_id      uuid NOT NULL REFERENCES account,
    key             text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_sha256  text NOT NULL,
    resource_id     uuid NOT NULL,
    claimed_until   timestamptz NOT NULL,
    status          int,
    body            bytea,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotent_answer_age ON idempotent_answer (created_at);
