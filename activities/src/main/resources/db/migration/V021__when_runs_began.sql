-- What receipts say of an item beside what it took: when its run began, and which engine ran its model.

ALTER TABLE batch_chunk_run ADD COLUMN started_at timestamptz;
COMMENT ON COLUMN batch_chunk_run.started_at IS 'null where another attempt had stored what this one answered';

ALTER TABLE model ADD COLUMN engine text;
COMMENT ON COLUMN model.engine IS 'as its manifest names it; null for rows of before';
