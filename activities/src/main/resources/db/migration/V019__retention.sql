-- How long the lines and the results of a batch are kept. Rows stay: they say what ran, and what it cost.
ALTER TABLE batch
    ADD COLUMN input_until         timestamptz,
    ADD COLUMN input_removed_at    timestamptz,
    ADD COLUMN results_until       timestamptz,
    ADD COLUMN results_removed_at  timestamptz;
COMMENT ON COLUMN batch.input_until IS 'from when on the lines that are the batch''s own are removed; null before its end';
COMMENT ON COLUMN batch.results_until IS 'from when on its results are removed; null before its end, and where it ended before there was such a time';
-- Neither is changed while a batch runs, so that counting its items touches no index.
CREATE INDEX batch_input_due ON batch (input_until, id) WHERE input_until IS NOT NULL AND input_removed_at IS NULL;
CREATE INDEX batch_results_due ON batch (results_until, id)
    WHERE results_until IS NOT NULL AND results_removed_at IS NULL;
CREATE INDEX file_due ON file (expires_at, id) WHERE expires_at IS NOT NULL AND purged_at IS NULL;
CREATE INDEX file_half_deleted ON file (deleted_at, id) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;

UPDATE batch
SET results_until = ended_at + make_interval(secs => output_seconds)
WHERE ended_at IS NOT NULL
  AND output_seconds IS NOT NULL;
UPDATE batch
SET input_removed_at = deleted_at, results_removed_at = deleted_at
WHERE deleted_at IS NOT NULL;
