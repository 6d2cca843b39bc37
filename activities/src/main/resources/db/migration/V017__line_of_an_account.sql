-- Whoever moves an account's money stands in a line before the row and not on it. Waiters of a row that is changed again
-- and again wake together, find a new version, and wait anew, some for a second; a lock of this kind wakes the next one
-- alone, in order. The row's own lock stays, and is what keeps money right. Each statement in a function has a snapshot
-- of its own, so that what is read after the wait is what stands then.
CREATE FUNCTION waybill_lock(wanted_account uuid)
    RETURNS TABLE (kind text, amount_nanos bigint)
    LANGUAGE plpgsql
    VOLATILE
    SET search_path FROM CURRENT
AS
$$
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(wanted_account, 0));
    -- In the order of the kinds, so that no two transactions wait for each other.
    RETURN QUERY
        SELECT b.kind, b.amount_nanos
        FROM balance b
        WHERE b.account_id = wanted_account
          AND b.kind IN ('available', 'held')
        ORDER BY b.kind
            FOR NO KEY UPDATE;
END
$$;

CREATE OR REPLACE FUNCTION waybill_terms(
    wanted_account uuid, wanted_key text, wanted_reference text, wanted_month date)
    RETURNS TABLE (
        available_nanos bigint, posted boolean, state text, batch_limit_nanos bigint, monthly_limit_nanos bigint,
        account_spent_nanos bigint, spender text, budget_nanos bigint, spender_spent_nanos bigint)
    LANGUAGE plpgsql
    VOLATILE
    SET search_path FROM CURRENT
AS
$$
BEGIN
    PERFORM waybill_lock(wanted_account);

    RETURN QUERY
        SELECT b.amount_nanos,
               EXISTS (SELECT 1 FROM journal_entry e WHERE e.reference = wanted_reference),
               a.state, a.batch_limit_nanos, a.monthly_limit_nanos,
               CAST(coalesce((SELECT sum(m.spent_nanos)
                              FROM month_spend m
                              WHERE m.account_id = a.id AND m.month = wanted_month), 0) AS bigint),
               coalesce(k.family, wanted_key),
               k.monthly_budget_nanos,
               coalesce((SELECT m.spent_nanos
                         FROM month_spend m
                         WHERE m.account_id = a.id AND m.month = wanted_month
                           AND m.spender = coalesce(k.family, wanted_key)), 0)
        FROM account a
        JOIN balance b ON b.account_id = a.id AND b.kind = 'available'
        LEFT JOIN api_key k ON k.id = wanted_key AND k.account_id = a.id
        WHERE a.id = wanted_account;
END
$$;
