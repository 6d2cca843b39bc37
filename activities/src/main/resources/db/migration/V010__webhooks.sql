-- Webhooks: who gets events, under which secrets; events as an outbox, written in the transaction that changes a batch;
-- deliveries and their attempts.

ALTER TABLE batch ADD COLUMN webhook_url text CHECK (length(webhook_url) <= 2048);
COMMENT ON COLUMN batch.webhook_url IS 'where its own events go, beside the account''s endpoints';

CREATE TABLE webhook_endpoint (
    id              uuid PRIMARY KEY,
    account_id      uuid NOT NULL REFERENCES account,
    kind            text NOT NULL CHECK (kind IN ('endpoint', 'batch')),
    url             text NOT NULL CHECK (length(url) <= 2048),
    description     text NOT NULL CHECK (length(description) <= 200),
    events          text[] NOT NULL,
    enabled         boolean NOT NULL,
    disabled_reason text,
    target          text NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
COMMENT ON COLUMN webhook_endpoint.kind IS 'endpoint: made by the account; batch: made for the webhook_url of batches';
COMMENT ON COLUMN webhook_endpoint.target IS 'endpoints of one target share their places and their pauses';
CREATE INDEX webhook_endpoint_of_account ON webhook_endpoint (account_id, id);
CREATE UNIQUE INDEX webhook_endpoint_of_batches ON webhook_endpoint (account_id, url) WHERE kind = 'batch';

CREATE TABLE webhook_secret (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    owner_id   uuid NOT NULL,
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz
);
COMMENT ON COLUMN webhook_secret.owner_id IS 'an endpoint, or the account, whose secret signs for the webhook_url of batches';
COMMENT ON COLUMN webhook_secret.expires_at IS 'end of its grace; null for the one that is shown last';
CREATE INDEX webhook_secret_of_owner ON webhook_secret (owner_id, created_at);

CREATE TABLE webhook_key (
    id          text PRIMARY KEY,
    public_key  bytea NOT NULL,
    private_key bytea NOT NULL,
    created_at  timestamptz NOT NULL
);
COMMENT ON TABLE webhook_key IS 'Ed25519 keys of the platform (v1a); the newest signs, all are published';
COMMENT ON COLUMN webhook_key.private_key IS 'PKCS #8, sealed under the key of waybill.secret';

CREATE TABLE webhook_event (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    batch_id   uuid REFERENCES batch,
    type       text NOT NULL,
    milestone  text NOT NULL,
    sequence   integer NOT NULL,
    body       text NOT NULL CHECK (octet_length(body) <= 20480),
    created_at timestamptz NOT NULL,
    UNIQUE (batch_id, type, milestone)
);
COMMENT ON TABLE webhook_event IS 'the outbox: a row for each event, with the bytes that every receiver gets';
CREATE INDEX webhook_event_of_account ON webhook_event (account_id, created_at);

CREATE TABLE webhook_delivery (
    endpoint_id  uuid NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    event_id     uuid NOT NULL REFERENCES webhook_event ON DELETE CASCADE,
    account_id   uuid NOT NULL,
    target       text NOT NULL,
    state        text NOT NULL CHECK (state IN ('pending', 'delivering', 'waiting', 'delivered', 'dead')),
    round        integer NOT NULL DEFAULT 0,
    attempts     integer NOT NULL DEFAULT 0,
    due_at       timestamptz NOT NULL,
    note         text,
    created_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    PRIMARY KEY (endpoint_id, event_id)
);
COMMENT ON COLUMN webhook_delivery.state IS
    'pending: for the reader of the outbox; delivering: its workflow makes the first attempt; waiting: for the next one';
COMMENT ON COLUMN webhook_delivery.due_at IS 'when something will have happened if its workflow lives; then it is looked after';
CREATE INDEX webhook_delivery_pending ON webhook_delivery (account_id, target, event_id) WHERE state = 'pending';
CREATE INDEX webhook_delivery_first ON webhook_delivery (account_id, target) WHERE state = 'delivering';
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE state IN ('delivering', 'waiting');
CREATE INDEX webhook_delivery_of_event ON webhook_delivery (event_id);

CREATE TABLE webhook_attempt (
    endpoint_id    uuid NOT NULL,
    event_id       uuid NOT NULL,
    round          integer NOT NULL,
    attempt        integer NOT NULL,
    account_id     uuid NOT NULL,
    made_at        timestamptz NOT NULL,
    latency_millis bigint NOT NULL,
    status         integer,
    note           text NOT NULL,
    PRIMARY KEY (endpoint_id, event_id, round, attempt),
    FOREIGN KEY (endpoint_id, event_id) REFERENCES webhook_delivery ON DELETE CASCADE
);

CREATE TABLE webhook_target (
    account_id uuid NOT NULL REFERENCES account,
    target     text NOT NULL,
    failures   integer NOT NULL,
    pauses     integer NOT NULL,
    open_until timestamptz NOT NULL,
    PRIMARY KEY (account_id, target)
);
COMMENT ON TABLE webhook_target IS 'receivers that failed the last times; nothing is sent before open_until';

-- Readers of the outbox wait for this; what they miss they find by looking every second.
CREATE FUNCTION tell_webhook_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('waybill_webhook', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER webhook_delivery_pending AFTER INSERT OR UPDATE OF state ON webhook_delivery
    FOR EACH ROW WHEN (NEW.state = 'pending') EXECUTE FUNCTION tell_webhook_readers();

REVOKE ALL ON webhook_key FROM waybill_tenant;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['webhook_endpoint', 'webhook_secret', 'webhook_event', 'webhook_delivery',
                                   'webhook_attempt', 'webhook_target'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY tenant ON %I TO waybill_tenant USING (account_id = current_account())'
                       ' WITH CHECK (account_id = current_account())', guarded);
        EXECUTE format('CREATE POLICY system ON %I TO waybill_system USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true) WITH CHECK (true)', guarded, current_user);
    END LOOP;
END
$$;
