-- An item whose content was computed before for the account is answered with that: it costs nothing.
ALTER TABLE batch
    ADD COLUMN reuse    boolean NOT NULL DEFAULT false,
    ADD COLUMN doubles  boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN batch.reuse IS 'whether its items may be answered with what was computed before';
COMMENT ON COLUMN batch.doubles IS 'whether some of its items wait for another of its items that has the same content';

ALTER TABLE batch_item
    ADD COLUMN content       uuid,
    ADD COLUMN source_batch  uuid,
    ADD COLUMN source_index  int;
COMMENT ON COLUMN batch_item.content IS 'first half of the SHA-256 of model digest, parameters and input; null where it may not be reused';
COMMENT ON COLUMN batch_item.source_batch IS 'whose item has the result; null for one of the same batch, and where there is none';
COMMENT ON COLUMN batch_item.source_index IS 'which item has the result; null where it is its own';
-- Of items that wait for another of their batch; nothing that settle changes is in it.
CREATE INDEX batch_item_double ON batch_item (batch_id, source_index)
    WHERE source_index IS NOT NULL AND source_batch IS NULL;

-- What was computed for an account, by content: the newest item that has it.
CREATE TABLE reusable (
    account_id  uuid NOT NULL REFERENCES account,
    content     uuid NOT NULL,
    batch_id    uuid NOT NULL REFERENCES batch,
    index       int NOT NULL,
    PRIMARY KEY (account_id, content)
);
CREATE INDEX reusable_age ON reusable (account_id, batch_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON reusable TO waybill_system, waybill_tenant;
ALTER TABLE reusable ENABLE ROW LEVEL SECURITY;
ALTER TABLE reusable FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reusable TO waybill_tenant
    USING (account_id = current_account()) WITH CHECK (account_id = current_account());
CREATE POLICY system ON reusable TO waybill_system USING (true) WITH CHECK (true);

-- What an open batch has been given, by content: the item that runs. Emptied when the batch ends.
CREATE TABLE batch_content (
    batch_id  uuid NOT NULL REFERENCES batch,
    content   uuid NOT NULL,
    index     int NOT NULL,
    PRIMARY KEY (batch_id, content)
);

-- Whose results a batch copies when its files are made: they stay until then.
CREATE TABLE batch_source (
    batch_id      uuid NOT NULL REFERENCES batch,
    source_batch  uuid NOT NULL REFERENCES batch,
    PRIMARY KEY (batch_id, source_batch)
);
CREATE INDEX batch_source_source ON batch_source (source_batch);

DO $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['batch_content', 'batch_source']
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO waybill_system, waybill_tenant', part);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('CREATE POLICY tenant ON %1$I TO waybill_tenant USING (%2$s) WITH CHECK (%2$s)', part, format(
            'current_account() = (SELECT b.account_id FROM batch b WHERE b.id = %I.batch_id)', part));
        EXECUTE format('CREATE POLICY system ON %I TO waybill_system USING (true) WITH CHECK (true)', part);
        EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true) WITH CHECK (true)', part, current_user);
    END LOOP;
    EXECUTE format('CREATE POLICY owner ON reusable TO %I USING (true) WITH CHECK (true)', current_user);
END
$$;
