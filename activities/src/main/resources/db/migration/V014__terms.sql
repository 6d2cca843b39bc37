-- What somebody may spend, read under the lock of the account's balance in one round trip. A single statement would not
-- do: what it reads beside the locked rows is as old as its snapshot, which is of before it waited. Here each statement
-- has a snapshot of its own. Runs with the rights of its caller.
CREATE FUNCTION waybill_terms(wanted_account uuid, wanted_key text, wanted_reference text, wanted_month date)
    RETURNS TABLE (
        available_nanos bigint, posted boolean, state text, batch_limit_nanos bigint, monthly_limit_nanos bigint,
        account_spent_nanos bigint, spender text, budget_nanos bigint, spender_spent_nanos bigint)
    LANGUAGE plpgsql
    VOLATILE
    SET search_path FROM CURRENT
AS
$$
BEGIN
    -- In the order of the kinds, so that no two transactions wait for each other.
    PERFORM b.kind
    FROM balance b
    WHERE b.account_id = wanted_account
      AND b.kind IN ('available', 'held')
    ORDER BY b.kind
        FOR NO KEY UPDATE;

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
