-- What a query forgets, the database remembers: row-level security. Processes work as waybill_system, which owns nothing;
-- a transaction that is made for one account works as waybill_tenant, and sees and writes that account's rows alone.
-- Roles are of the whole server and may be there already: an operator whose schema owner may not create roles makes them.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['waybill_system', 'waybill_tenant'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of the server is migrated at the same moment
        END;
        IF NOT pg_has_role(current_user, name, 'SET') THEN
            EXECUTE format('GRANT %I TO %I', name, current_user);
        END IF;
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA public TO waybill_system, waybill_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO waybill_system, waybill_tenant;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO waybill_system, waybill_tenant;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO waybill_system, waybill_tenant;
GRANT MAINTAIN ON batch_item TO waybill_system;

-- Nobody but the migration touches its history; what operators did is none of an account's business.
REVOKE ALL ON admin_act FROM waybill_tenant;
REVOKE INSERT, UPDATE, DELETE ON model, price_list, price FROM waybill_tenant;
REVOKE UPDATE, DELETE ON journal_entry, posting, refund, item_refund, price_list, price, admin_act
    FROM waybill_system, waybill_tenant;
DO $$
BEGIN
    IF to_regclass('public.flyway_schema_history') IS NOT NULL THEN
        REVOKE ALL ON flyway_schema_history FROM waybill_system, waybill_tenant;
    END IF;
END
$$;

CREATE FUNCTION current_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CAST(nullif(current_setting('waybill.account', true), '') AS uuid)
$$;

-- One table after the other: forced, so that not even their owner is above the rules by accident.
DO $$
DECLARE
    guarded record;
BEGIN
    FOR guarded IN
        SELECT *
        FROM (VALUES
            ('account', 'id = current_account()'),
            ('api_key', 'account_id = current_account()'),
            ('oauth_client', 'account_id = current_account()'),
            ('trust_anchor', 'account_id = current_account()'),
            ('balance', 'account_id = current_account()'),
            ('journal_entry', 'account_id = current_account()'),
            ('posting', 'account_id = current_account()'),
            ('call_usage', 'account_id = current_account()'),
            ('month_spend', 'account_id = current_account()'),
            ('open_charge', 'account_id = current_account()'),
            ('file', 'account_id = current_account()'),
            ('file_segment', 'file_id IN (SELECT id FROM file WHERE account_id = current_account())'),
            ('batch', 'account_id = current_account()'),
            ('batch_segment', 'batch_id IN (SELECT id FROM batch WHERE account_id = current_account())'),
            ('batch_item', 'batch_id IN (SELECT id FROM batch WHERE account_id = current_account())'),
            ('batch_chunk', 'batch_id IN (SELECT id FROM batch WHERE account_id = current_account())'),
            ('batch_chunk_run', 'batch_id IN (SELECT id FROM batch WHERE account_id = current_account())'),
            ('idempotent_answer', 'account_id = current_account()'),
            ('refund', 'account_id = current_account()'),
            ('item_refund', 'batch_id IN (SELECT id FROM batch WHERE account_id = current_account())'),
            ('price_list', 'account_id IS NULL OR account_id = current_account()'),
            ('price', 'list_id IN (SELECT id FROM price_list)')
        ) AS rule (table_name, condition)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded.table_name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded.table_name);
        EXECUTE format('CREATE POLICY tenant ON %I TO waybill_tenant USING (%s) WITH CHECK (%s)',
                       guarded.table_name, guarded.condition, guarded.condition);
        EXECUTE format('CREATE POLICY system ON %I TO waybill_system USING (true) WITH CHECK (true)', guarded.table_name);
        -- Migrations run as the owner, and change rows of all accounts.
        EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true) WITH CHECK (true)', guarded.table_name, current_user);
    END LOOP;
END
$$;
