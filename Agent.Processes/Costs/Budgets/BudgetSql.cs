namespace Agent.Processes.Costs.Budgets;

/// <summary>
/// The statements of the ledger, sent together in one round trip, which is one transaction. Everybody locks the rows of their budgets in the same order first, so
/// whoever checks a budget sees every reservation made before, and nobody waits in a circle.
/// </summary>
internal static class BudgetSql
{
    private const string Wanted = "unnest($1::text[], $2::text[], $3::text[], $4::date[]) AS w (tenant, scope, subject, period)";

    private const string Same = "b.tenant = w.tenant AND b.scope = w.scope AND b.subject = w.subject AND b.period = w.period";

    /// <summary>Makes the rows that are not there yet. $1 tenants, $2 scopes, $3 subjects, $4 periods, in parallel.</summary>
    public const string Open =
        $"""
        INSERT INTO agent.budgets (tenant, scope, subject, period, spent_usd, reserved_usd)
        SELECT tenant, scope, subject, period, 0, 0 FROM {Wanted} ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Locks them. Parameters as above.</summary>
    public const string Lock = $"SELECT 1 FROM agent.budgets b JOIN {Wanted} ON {Same} ORDER BY b.tenant, b.scope, b.subject, b.period FOR UPDATE OF b";

    /// <summary>
    /// Sets money aside in all of them, or in none. Parameters as above, then $5 limits, $6 amount, $7 reservation, $8 how long it holds. Returns those that are
    /// too small, with what is used of them.
    /// </summary>
    public const string Reserve =
        """
        WITH wanted AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::numeric[]) WITH ORDINALITY AS w (tenant, scope, subject, period, most, place)
        ), state AS (
            SELECT w.*, b.spent_usd + b.reserved_usd AS used, b.spent_usd + b.reserved_usd + $6 <= w.most AS fits
            FROM wanted w JOIN agent.budgets b ON b.tenant = w.tenant AND b.scope = w.scope AND b.subject = w.subject AND b.period = w.period
        ), r AS (
            INSERT INTO agent.reservations (tenant, scope, subject, period, id, amount_usd, expires_at)
            SELECT tenant, scope, subject, period, $7, $6, now() + $8 FROM state WHERE (SELECT bool_and(fits) FROM state)
        ), u AS (
            UPDATE agent.budgets b SET reserved_usd = b.reserved_usd + $6 FROM state w
            WHERE b.tenant = w.tenant AND b.scope = w.scope AND b.subject = w.subject AND b.period = w.period AND (SELECT bool_and(fits) FROM state)
        )
        SELECT place::int - 1, used FROM state WHERE NOT fits ORDER BY place LIMIT 1
        """;

    /// <summary>
    /// Pays, and gives back what was set aside, unless it has lapsed meanwhile. $1 to $4 as above, $5 reservation, $6 what the call cost, $7 whether this is tried again: then
    /// the first attempt may have been carried out, and it is only if the reservation is still there that it was not.
    /// Returns what was spent before, and now.
    /// </summary>
    public const string Settle =
        $"""
        WITH gone AS (
            DELETE FROM agent.reservations r USING {Wanted}
            WHERE r.tenant = w.tenant AND r.scope = w.scope AND r.subject = w.subject AND r.period = w.period AND r.id = $5
            RETURNING r.tenant, r.scope, r.subject, r.period, r.amount_usd
        ), kept AS (
            SELECT w.tenant, w.scope, w.subject, w.period, coalesce(g.amount_usd, 0) AS amount, g.amount_usd IS NOT NULL AS is_there
            FROM {Wanted} LEFT JOIN gone g ON g.tenant = w.tenant AND g.scope = w.scope AND g.subject = w.subject AND g.period = w.period
        )
        UPDATE agent.budgets b SET reserved_usd = b.reserved_usd - w.amount, spent_usd = b.spent_usd + $6 FROM kept w
        WHERE {Same} AND (w.is_there OR NOT $7)
        RETURNING b.tenant, b.scope, b.subject, b.period, b.spent_usd - $6, b.spent_usd
        """;

    /// <summary>Reservations whose time is over, oldest first. $1 limit.</summary>
    public const string FindLapsed =
        "SELECT tenant, scope, subject, period, id FROM agent.reservations WHERE expires_at < now() ORDER BY expires_at LIMIT $1";

    /// <summary>Gives one of them back in all its budgets. Parameters as for <see cref="Settle"/> without the cost. Returns how many budgets had it.</summary>
    public const string GiveBack =
        """
        WITH gone AS (
            DELETE FROM agent.reservations WHERE tenant = $1 AND scope = $2 AND subject = $3 AND period = $4 AND id = $5 AND expires_at < now()
            RETURNING tenant, scope, subject, period, amount_usd
        )
        UPDATE agent.budgets b SET reserved_usd = b.reserved_usd - w.amount_usd FROM gone w
        WHERE b.tenant = w.tenant AND b.scope = w.scope AND b.subject = w.subject AND b.period = w.period
        """;

    /// <summary>Removes budgets whose days are long over. What a conversation may spend goes with the conversation.</summary>
    public const string Forget = $"DELETE FROM agent.budgets WHERE scope <> '{BudgetScopes.Conversation}' AND period < current_date - 62 AND reserved_usd = 0";
}
