-- Models that make text have a price for what they make.

ALTER TABLE model ADD COLUMN output_per_million numeric CHECK (output_per_million >= 0);
ALTER TABLE model DROP CONSTRAINT model_name_digest_unit_price_per_million_key;
ALTER TABLE model ADD CONSTRAINT model_version
    UNIQUE NULLS NOT DISTINCT (name, digest, unit, price_per_million, output_per_million);
COMMENT ON COLUMN model.output_per_million IS 'null where a model makes no text: then what is held is what is captured';

-- Interactive calls whose price is known only at their end, while they run.
CREATE TABLE open_hold (
    reference   text PRIMARY KEY REFERENCES journal_entry (reference),
    account_id  uuid NOT NULL REFERENCES account,
    held_nanos  bigint NOT NULL CHECK (held_nanos > 0),
    until       timestamptz NOT NULL
);
CREATE INDEX open_hold_until ON open_hold (until);
COMMENT ON COLUMN open_hold.until IS 'from then on its process is lost and the money is given back';

GRANT SELECT, INSERT, UPDATE, DELETE ON open_hold TO waybill_system, waybill_tenant;
ALTER TABLE open_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE open_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON open_hold TO waybill_tenant
    USING (account_id = current_account()) WITH CHECK (account_id = current_account());
CREATE POLICY system ON open_hold TO waybill_system USING (true) WITH CHECK (true);
DO $$
BEGIN
    EXECUTE format('CREATE POLICY owner ON open_hold TO %I USING (true) WITH CHECK (true)', current_user);
END
$$;
