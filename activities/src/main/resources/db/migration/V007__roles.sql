-- Processes log in as a role that owns nothing; one that does not migrate looks whether somebody has.
DO $$
BEGIN
    IF to_regclass('public.flyway_schema_history') IS NOT NULL THEN
        GRANT SELECT ON flyway_schema_history TO waybill_system;
    END IF;
END
$$;

-- Signing keys are sealed as other secrets are; those of before are sealed anew when they are met.
ALTER TABLE oauth_signing_key ALTER COLUMN pepper_version DROP NOT NULL;
COMMENT ON COLUMN oauth_signing_key.private_key IS 'PKCS #8, sealed under the key of waybill.secret';
COMMENT ON COLUMN oauth_signing_key.pepper_version IS 'where it is still sealed under a key derived from that pepper';
