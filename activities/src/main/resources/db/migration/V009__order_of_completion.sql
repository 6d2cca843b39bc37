-- In what order items ended: one row for each move of items, written with it. A batch's moves stand in line, so a
-- reader that has seen a position has seen all before it. Items are found by their range and batch_item.ended_seq,
-- which is the position; so no index contains a column that settle changes.
CREATE TABLE batch_span (
    batch_id     uuid NOT NULL,
    position     bigint NOT NULL CHECK (position >= 0),
    first_index  int NOT NULL,
    last_index   int NOT NULL CHECK (last_index >= first_index),
    PRIMARY KEY (batch_id, position)
);
COMMENT ON COLUMN batch_item.ended_seq IS 'position of the batch_span with which it ended';

-- Items that ended before there were positions count as one move, in input order.
UPDATE batch_item SET ended_seq = 0 WHERE ended_seq <> 0;
INSERT INTO batch_span (batch_id, position, first_index, last_index)
SELECT id, 0, 0, items - 1 FROM batch WHERE items > 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON batch_span TO waybill_system, waybill_tenant;
ALTER TABLE batch_span ENABLE ROW LEVEL SECURITY;
ALTER TABLE batch_span FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON batch_span TO waybill_tenant
    USING (batch_id IN (SELECT id FROM batch WHERE account_id = current_account()))
    WITH CHECK (batch_id IN (SELECT id FROM batch WHERE account_id = current_account()));
CREATE POLICY system ON batch_span TO waybill_system USING (true) WITH CHECK (true);
DO $$
BEGIN
    EXECUTE format('CREATE POLICY owner ON batch_span TO %I USING (true) WITH CHECK (true)', current_user);
END
$$;

-- What was settled lately, by all batches, and which run: from it the time a batch will take is told.
CREATE INDEX batch_chunk_run_settled ON batch_chunk_run USING brin (settled_at) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX batch_in_progress ON batch (id) WHERE state = 'in_progress';
