-- Whose a row is, asked by the row: what IN or EXISTS would ask once for all rows, a list of all batches of the account,
-- takes each statement as long as the account has batches.
DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['batch_segment', 'batch_item', 'batch_chunk', 'batch_chunk_run', 'batch_span', 'item_refund']
    LOOP
        EXECUTE format('ALTER POLICY tenant ON %1$I USING (%2$s) WITH CHECK (%2$s)', guarded, format(
            'current_account() = (SELECT b.account_id FROM batch b WHERE b.id = %I.batch_id)', guarded));
    END LOOP;
    ALTER POLICY tenant ON file_segment
        USING (current_account() = (SELECT f.account_id FROM file f WHERE f.id = file_segment.file_id))
        WITH CHECK (current_account() = (SELECT f.account_id FROM file f WHERE f.id = file_segment.file_id));
END
$$;
