-- Which charge the receipt of a call is of. It is stored in the transaction that makes the charge stand, so that each
-- charged call has exactly one, whatever dies when.
ALTER TABLE receipt_call ADD COLUMN reference text;
CREATE UNIQUE INDEX receipt_call_reference ON receipt_call (reference) WHERE reference IS NOT NULL;
COMMENT ON COLUMN receipt_call.reference IS 'of the journal entry that took the money; null where it cost nothing, and of receipts of before';

ALTER TABLE call_usage ADD COLUMN receipted boolean NOT NULL DEFAULT false;
ALTER TABLE call_usage ALTER COLUMN receipted SET DEFAULT true;
COMMENT ON COLUMN call_usage.receipted IS 'false of calls of before: their receipts do not say which charge they are of';
