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
DO $$
BEGIN
    EXECUTE format('CREATE POLICY owner ON reusable TO %I USING (true) WITH CHECK (true)', current_user);
END
$$;
