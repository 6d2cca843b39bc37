-- Open batches are few among many: reconciliation and metrics look for them all the time. The state changes seldom, so
-- counting items stays an update that touches no index.
CREATE INDEX batch_open ON batch (id) WHERE state NOT IN ('completed', 'failed', 'cancelled', 'expired');
