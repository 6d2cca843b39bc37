-- Charges of interactive calls whose answer is not there yet. A row goes with the answer; where the process was lost in
-- between it stays, and the charge is given back.
CREATE TABLE open_charge (
    reference   text PRIMARY KEY REFERENCES journal_entry (reference),
    account_id  uuid NOT NULL REFERENCES account,
    charged_at  timestamptz NOT NULL
);
CREATE INDEX open_charge_age ON open_charge (charged_at);

-- Output files that their client wants only for a while: from then on nobody can read them.
ALTER TABLE batch ADD COLUMN output_seconds int CHECK (output_seconds > 0);
COMMENT ON COLUMN batch.output_seconds IS 'how long its files can be read; null for as long as nobody deletes them';
ALTER TABLE file ADD COLUMN expires_at timestamptz;
