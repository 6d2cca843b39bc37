-- Batches that are made without items: each addition is a segment of its own, and a shard.
ALTER TABLE batch DROP CONSTRAINT batch_dialect_check;
ALTER TABLE batch
    ADD CONSTRAINT batch_dialect_check CHECK (dialect IN ('file', 'tasks', 'open')),
    ADD COLUMN sealed_at timestamptz;
COMMENT ON COLUMN batch.sealed_at IS 'since when nothing more is added; null for a batch that was made with its items';
ALTER TABLE batch_segment
    ADD COLUMN append_id uuid,
    ADD COLUMN answer jsonb,
    ADD COLUMN added_at timestamptz;
CREATE UNIQUE INDEX batch_segment_append ON batch_segment (batch_id, append_id) WHERE append_id IS NOT NULL;
COMMENT ON COLUMN batch_segment.answer IS 'what the addition was answered; its second run answers the same';

-- Set for items of open batches alone.
ALTER TABLE batch_item
    ADD COLUMN request_form smallint CHECK (request_form BETWEEN 0 AND 4),
    ADD COLUMN request_sha256 text CHECK (request_sha256 ~ '^[0-9a-f]{64}$');
COMMENT ON COLUMN batch_item.request_form IS 'under which key the request came; codes are those of RequestForm';
COMMENT ON COLUMN batch_item.request_sha256 IS 'of the line, so that the same request again has no effect and another is refused';
