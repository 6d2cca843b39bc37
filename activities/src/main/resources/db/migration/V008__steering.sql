-- How a batch runs, apart from what was submitted: its price stays that of the lane it was submitted in.
ALTER TABLE batch
    ADD COLUMN run_lane      text CHECK (run_lane IN ('high', 'low', 'fill')),
    ADD COLUMN pause_reason  text CHECK (length(pause_reason) BETWEEN 1 AND 500);
COMMENT ON COLUMN batch.run_lane IS 'the lane of what has not begun; null for the one of submission';
COMMENT ON COLUMN batch.pause_reason IS 'why it was paused last, for people; null where it never was, or went on';

-- Limits that a client sets for a batch.
ALTER TABLE batch
    ADD COLUMN max_cost_nanos  bigint CHECK (max_cost_nanos >= 0),
    ADD COLUMN max_error_rate  double precision CHECK (max_error_rate >= 0 AND max_error_rate < 1),
    ADD COLUMN on_limit        text NOT NULL DEFAULT 'pause' CHECK (on_limit IN ('pause', 'cancel'));
COMMENT ON COLUMN batch.max_cost_nanos IS 'the most that may be held for it; null for no limit of its own';
COMMENT ON COLUMN batch.max_error_rate IS 'failed items among those that ran; null for no limit';

-- A batch made of the failed items of another.
ALTER TABLE batch ADD COLUMN retry_of uuid REFERENCES batch;
CREATE INDEX batch_retry_of ON batch (retry_of) WHERE retry_of IS NOT NULL;

-- Deleted by its client: nobody finds it any more. What it cost stays.
ALTER TABLE batch ADD COLUMN deleted_at timestamptz;
