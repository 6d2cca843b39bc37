-- Receipts, the keys that sign them, and the append-only log they stand in. The log is the platform's, not an account's:
-- it holds hashes alone.

CREATE TABLE receipt_key (
    id                  text PRIMARY KEY,
    purpose             text NOT NULL CHECK (purpose IN ('receipts', 'assertions', 'checkpoints')),
    public_key          bytea NOT NULL CHECK (length(public_key) = 32),
    seed                bytea NOT NULL,
    valid_from          timestamptz NOT NULL,
    valid_until         timestamptz,
    revoked_at_log_size bigint,
    CHECK (revoked_at_log_size IS NULL OR valid_until IS NOT NULL)
);
CREATE UNIQUE INDEX receipt_key_active ON receipt_key (purpose) WHERE valid_until IS NULL;
COMMENT ON COLUMN receipt_key.id IS 'RFC 7638 thumbprint';
COMMENT ON COLUMN receipt_key.seed IS 'RFC 8032, sealed under the key of waybill.secret';

CREATE TABLE receipt_secret (
    name   text PRIMARY KEY,
    sealed bytea NOT NULL
);
COMMENT ON TABLE receipt_secret IS 'what ids and pseudonyms are made with; sealed';

-- Stands in the ids of a batch's receipts, encrypted. There before the receipts, as others may name them.
CREATE TABLE receipt_ordinal (
    batch_id   uuid PRIMARY KEY REFERENCES batch,
    account_id uuid NOT NULL REFERENCES account,
    ordinal    bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);

-- One row a batch; what its items' receipts are made of lies in the object store, or here where it is little.
CREATE TABLE receipt_batch (
    batch_id    uuid PRIMARY KEY REFERENCES batch,
    account_id  uuid NOT NULL REFERENCES account,
    ordinal     bigint NOT NULL UNIQUE REFERENCES receipt_ordinal (ordinal),
    key_id      text NOT NULL REFERENCES receipt_key,
    salts       bytea NOT NULL,
    closed_at   timestamptz NOT NULL,
    engine      text NOT NULL,
    watts       int NOT NULL,
    grid_grams  int NOT NULL,
    reference_grams int NOT NULL,
    items       int,
    records     bytea,
    statement   bytea,
    signature   bytea,
    log_first   bigint,
    attested_at timestamptz,
    CHECK ((attested_at IS NULL) = (statement IS NULL) AND (statement IS NULL) = (signature IS NULL)
           AND (statement IS NULL) = (items IS NULL))
);
COMMENT ON COLUMN receipt_batch.salts IS 'tree of salts, sealed; forgetting an item overwrites it';
COMMENT ON COLUMN receipt_batch.records IS 'null where they lie in the object store';
COMMENT ON COLUMN receipt_batch.log_first IS 'place of the first receipt in the log; null until it is there';

CREATE TABLE receipt_call (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    canonical  bytea NOT NULL CHECK (length(canonical) <= 16384),
    signature  bytea NOT NULL,
    salts      bytea,
    log_index  bigint,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE receipt_call IS 'interactive calls and assertions, signed singly';
COMMENT ON COLUMN receipt_call.salts IS 'sealed; null once they were forgotten';
CREATE INDEX receipt_call_of_account ON receipt_call (account_id, created_at);

-- What is to be appended, in the order of its id as far as it is committed.
CREATE TABLE log_queue (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id   uuid UNIQUE,
    call_id    uuid UNIQUE,
    leaves     int NOT NULL CHECK (leaves > 0),
    entries    bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((batch_id IS NULL) <> (call_id IS NULL))
);
COMMENT ON COLUMN log_queue.leaves IS 'with those that lie in the object store';
COMMENT ON COLUMN log_queue.entries IS 'the last of the leaves, 32 bytes each; those before lie in the object store';

CREATE TABLE log_state (
    id              int PRIMARY KEY CHECK (id = 1),
    origin          text NOT NULL,
    size            bigint NOT NULL CHECK (size >= 0),
    root            bytea NOT NULL CHECK (length(root) = 32),
    fence           bigint NOT NULL,
    checkpoint      text,
    checkpoint_size bigint,
    changed_at      timestamptz NOT NULL
);
COMMENT ON COLUMN log_state.fence IS 'rises with each sequencer: one that is late writes nothing any more';
COMMENT ON COLUMN log_state.checkpoint IS 'signed note over a size that is integrated; with the cosignatures of witnesses';

-- Where the leaves lie: here, or in an object. Appended, never changed.
CREATE TABLE log_range (
    first_index bigint PRIMARY KEY,
    leaves      int NOT NULL CHECK (leaves > 0),
    object_key  text,
    entries     bytea,
    CHECK ((object_key IS NULL) <> (entries IS NULL)),
    CHECK (entries IS NULL OR length(entries) = leaves * 32)
);

-- Hashes of tiles above level 0; level 0 follows from the leaves. Only the rightmost of a level changes, by growing.
CREATE TABLE log_tile (
    level  smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
    tile   bigint NOT NULL,
    hashes bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, tile)
);
ALTER TABLE log_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
ALTER TABLE log_range ALTER COLUMN entries SET STORAGE EXTERNAL;

CREATE TABLE log_witness (
    vkey         text PRIMARY KEY,
    url          text NOT NULL,
    seen_size    bigint NOT NULL,
    seen_at      timestamptz,
    asked_at     timestamptz,
    refusal      text
);
COMMENT ON COLUMN log_witness.seen_size IS 'what it cosigned last, as far as we know';

CREATE FUNCTION refuse_other_tiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'a tile only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER log_tile_grows BEFORE UPDATE ON log_tile FOR EACH ROW EXECUTE FUNCTION refuse_other_tiles();
CREATE TRIGGER log_range_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_range
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON receipt_key, receipt_secret, log_witness FROM waybill_tenant;
-- What everybody may read, an account may.
REVOKE INSERT, UPDATE, DELETE ON log_state, log_range, log_tile FROM waybill_tenant;
REVOKE UPDATE, DELETE ON log_range FROM waybill_system;
REVOKE DELETE ON log_tile, receipt_key, receipt_secret, receipt_ordinal, receipt_batch, receipt_call FROM waybill_system, waybill_tenant;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['receipt_ordinal', 'receipt_batch', 'receipt_call'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY tenant ON %I TO waybill_tenant USING (account_id = current_account())'
                       ' WITH CHECK (account_id = current_account())', guarded);
        EXECUTE format('CREATE POLICY system ON %I TO waybill_system USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true) WITH CHECK (true)', guarded, current_user);
    END LOOP;
    -- An account appends, and reads nothing of what waits.
    ALTER TABLE log_queue ENABLE ROW LEVEL SECURITY;
    ALTER TABLE log_queue FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON log_queue FOR INSERT TO waybill_tenant WITH CHECK (true);
    CREATE POLICY system ON log_queue TO waybill_system USING (true) WITH CHECK (true);
    EXECUTE format('CREATE POLICY owner ON log_queue TO %I USING (true) WITH CHECK (true)', current_user);
END
$$;
