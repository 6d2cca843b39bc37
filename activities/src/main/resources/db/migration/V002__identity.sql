-- Who calls and what they may do. Money is in nano-units (10^-9 of the currency).

ALTER TABLE api_key
    ADD COLUMN kind                  text NOT NULL DEFAULT 'key' CHECK (kind IN ('key', 'organisation')),
    ADD COLUMN prefix                text NOT NULL DEFAULT 'wb_live',
    ADD COLUMN networks              text[] NOT NULL DEFAULT '{}',
    ADD COLUMN requests_per_minute   int CHECK (requests_per_minute BETWEEN 1 AND 1000000),
    ADD COLUMN monthly_budget_nanos  bigint CHECK (monthly_budget_nanos > 0),
    ADD COLUMN family                text;
UPDATE api_key SET family = id;
ALTER TABLE api_key ALTER COLUMN family SET NOT NULL;
CREATE UNIQUE INDEX api_key_organisation ON api_key (secret_hmac) WHERE kind = 'organisation';
CREATE INDEX api_key_family ON api_key (family);
COMMENT ON COLUMN api_key.kind IS 'organisation keys are imported, have no id in their text, and are found by their HMAC';
COMMENT ON COLUMN api_key.networks IS 'CIDR blocks it may be used from; empty for everywhere';
COMMENT ON COLUMN api_key.family IS 'the first key of those that replaced each other: what they spend counts together';

CREATE TABLE oauth_client (
    id                       text PRIMARY KEY CHECK (id ~ '^wbc_[0-9A-Za-z]{20}$'),
    account_id               uuid NOT NULL REFERENCES account,
    name                     text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    auth_method              text NOT NULL CHECK (auth_method IN ('client_secret_basic', 'client_secret_post',
                                 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth')),
    secret_hmac              bytea,
    pepper_version           int,
    last4                    text,
    previous_secret_hmac     bytea,
    previous_pepper_version  int,
    previous_secret_until    timestamptz,
    public_keys              jsonb,
    certificate_sha256       text[] NOT NULL DEFAULT '{}',
    certificate_subject      text,
    scopes                   text[] NOT NULL,
    networks                 text[] NOT NULL DEFAULT '{}',
    requests_per_minute      int CHECK (requests_per_minute BETWEEN 1 AND 1000000),
    created_at               timestamptz NOT NULL,
    revoked_at               timestamptz,
    CHECK ((secret_hmac IS NULL) = (pepper_version IS NULL)),
    CHECK ((previous_secret_hmac IS NULL) = (previous_secret_until IS NULL)),
    CHECK (auth_method NOT LIKE 'client_secret%' OR secret_hmac IS NOT NULL)
);
CREATE INDEX oauth_client_account ON oauth_client (account_id, id);
COMMENT ON COLUMN oauth_client.public_keys IS 'a JWK set without private parts, for private_key_jwt';
COMMENT ON COLUMN oauth_client.certificate_sha256 IS 'SHA-256 of certificates it may use, hexadecimal';
COMMENT ON COLUMN oauth_client.certificate_subject IS 'RFC 2253 name in a certificate issued under one of the account''s anchors';

-- Certificates under which an account's clients may have theirs issued.
CREATE TABLE trust_anchor (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES account,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    certificate  bytea NOT NULL,
    sha256       text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    created_at   timestamptz NOT NULL,
    UNIQUE (account_id, sha256)
);

-- Keys that sign tokens: the next is published before it signs, the previous until its last token has expired.
CREATE TABLE oauth_signing_key (
    id               text PRIMARY KEY CHECK (length(id) BETWEEN 8 AND 64),
    state            text NOT NULL CHECK (state IN ('next', 'current', 'previous', 'retired')),
    public_key       bytea NOT NULL,
    private_key      bytea,
    pepper_version   int NOT NULL,
    created_at       timestamptz NOT NULL,
    state_since      timestamptz NOT NULL,
    CHECK (private_key IS NOT NULL OR state = 'retired')
);
CREATE UNIQUE INDEX oauth_signing_key_state ON oauth_signing_key (state) WHERE state <> 'retired';
COMMENT ON COLUMN oauth_signing_key.private_key IS 'PKCS #8, sealed under a key derived from the pepper';

-- Client assertions (RFC 7523) and proofs that were used, each once.
CREATE TABLE oauth_assertion (
    client_id   text NOT NULL,
    jti         text NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti)
);
CREATE INDEX oauth_assertion_age ON oauth_assertion (expires_at);

-- What every process has to know within seconds. A row lives as long as somebody could still use what it refuses.
CREATE TABLE credential_event (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('key', 'client', 'signing_key', 'token', 'client_tokens', 'account_tokens')),
    subject      text NOT NULL,
    not_before   timestamptz,
    happened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    kept_until   timestamptz NOT NULL,
    CHECK (kind NOT IN ('client_tokens', 'account_tokens') OR not_before IS NOT NULL)
);
CREATE INDEX credential_event_time ON credential_event (happened_at);
CREATE INDEX credential_event_age ON credential_event (kept_until);
COMMENT ON COLUMN credential_event.not_before IS 'tokens of the subject that were issued before it are refused';

CREATE FUNCTION announce_credential() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('waybill_credentials', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER credential_event_announced AFTER INSERT ON credential_event
    FOR EACH STATEMENT EXECUTE FUNCTION announce_credential();

CREATE FUNCTION record_credential_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO credential_event (kind, subject, kept_until)
    VALUES (TG_ARGV[0], CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END, clock_timestamp() + interval '5 minutes');
    RETURN NULL;
END
$$;
CREATE TRIGGER api_key_changed AFTER UPDATE OR DELETE ON api_key
    FOR EACH ROW EXECUTE FUNCTION record_credential_change('key');
CREATE TRIGGER oauth_client_changed AFTER UPDATE OR DELETE ON oauth_client
    FOR EACH ROW EXECUTE FUNCTION record_credential_change('client');
CREATE TRIGGER oauth_signing_key_changed AFTER INSERT OR UPDATE OR DELETE ON oauth_signing_key
    FOR EACH ROW EXECUTE FUNCTION record_credential_change('signing_key');

-- Requests that all processes together may still let through. Not logged: what a crash loses, time gives back.
CREATE UNLOGGED TABLE rate_bucket (
    subject      text PRIMARY KEY,
    tokens       double precision NOT NULL,
    granted      int NOT NULL,
    refilled_at  timestamptz NOT NULL
) WITH (fillfactor = 50);
