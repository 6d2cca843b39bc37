-- Clients whose certificates are issued under an anchor of their account, and who learns that an anchor is gone.

ALTER TABLE oauth_client
    ADD COLUMN certificate_name_kind text
        CHECK (certificate_name_kind IN ('subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email')),
    ADD CONSTRAINT oauth_client_certificate_name CHECK ((certificate_subject IS NULL) = (certificate_name_kind IS NULL)),
    ADD CONSTRAINT oauth_client_name_of_method CHECK ((auth_method = 'tls_client_auth') = (certificate_subject IS NOT NULL));
COMMENT ON COLUMN oauth_client.certificate_subject IS
    'the name in a certificate issued under one of the account''s anchors (RFC 8705, section 2.1.2)';
COMMENT ON COLUMN oauth_client.certificate_name_kind IS 'where in the certificate the name stands';

ALTER TABLE credential_event DROP CONSTRAINT credential_event_kind_check;
ALTER TABLE credential_event ADD CONSTRAINT credential_event_kind_check
    CHECK (kind IN ('key', 'client', 'signing_key', 'trust_anchors', 'token', 'client_tokens', 'account_tokens'));

CREATE FUNCTION record_anchor_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO credential_event (kind, subject, kept_until)
    VALUES ('trust_anchors', CASE TG_OP WHEN 'DELETE' THEN OLD.account_id ELSE NEW.account_id END,
            clock_timestamp() + interval '5 minutes');
    RETURN NULL;
END
$$;
CREATE TRIGGER trust_anchor_changed AFTER INSERT OR UPDATE OR DELETE ON trust_anchor
    FOR EACH ROW EXECUTE FUNCTION record_anchor_change();
