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
    /// Pays, and gives back what was set aside; where that has lapsed and counts as spent already, the cost takes its place. $1 to $4 as above, $5 reservation, $6 what the call cost.
    /// Without the reservation it does nothing: it was carried out before. Returns what was spent before, and now.
    /// </summary>
    public const string Settle =
        $"""
        WITH gone AS (
            DELETE FROM agent.reservations r USING {Wanted}
            WHERE r.tenant = w.tenant AND r.scope = w.scope AND r.subject = w.subject AND r.period = w.period AND r.id = $5
            RETURNING r.tenant, r.scope, r.subject, r.period, CASE WHEN r.is_lapsed THEN 0 ELSE r.amount_usd END AS reserved, CASE WHEN r.is_lapsed THEN r.amount_usd ELSE 0 END AS booked
        )
        UPDATE agent.budgets b SET reserved_usd = b.reserved_usd - w.reserved, spent_usd = b.spent_usd - w.booked + $6 FROM gone w
        WHERE {Same}
        RETURNING b.tenant, b.scope, b.subject, b.period, b.spent_usd + w.booked - $6, b.spent_usd
        """;

    /// <summary>Keeps a reservation for longer, lapsed or not, wherever it was made. $1 reservation, $2 for how long.</summary>
    public const string Keep = "UPDATE agent.reservations SET expires_at = now() + $2 WHERE id = $1 RETURNING tenant, scope, subject, period, amount_usd";

    /// <summary>Reservations whose time is over, oldest first: for the first time, or a day later. $1 limit.</summary>
    public const string FindLapsed =
        "SELECT tenant, scope, subject, period, id FROM agent.reservations WHERE expires_at < now() ORDER BY expires_at LIMIT $1";

    /// <summary>
    /// Counts one of them as spent in its budget: its replica is gone, and whether the call was answered, and what it cost, nobody can say; it cannot have been more. The row stays for
    /// a day, for a replica that was only paused and settles after all. $1 tenant, $2 scope, $3 subject, $4 period, $5 reservation. Returns as <see cref="Settle"/> does.
    /// </summary>
    public const string Lapse =
        """
        WITH lapsed AS (
            UPDATE agent.reservations SET is_lapsed = true, expires_at = now() + interval '1 day'
            WHERE tenant = $1 AND scope = $2 AND subject = $3 AND period = $4 AND id = $5 AND expires_at < now() AND NOT is_lapsed
            RETURNING tenant, scope, subject, period, amount_usd
        )
        UPDATE agent.budgets b SET reserved_usd = b.reserved_usd - w.amount_usd, spent_usd = b.spent_usd + w.amount_usd FROM lapsed w
        WHERE b.tenant = w.tenant AND b.scope = w.scope AND b.subject = w.subject AND b.period = w.period
        RETURNING b.tenant, b.scope, b.subject, b.period, b.spent_usd - w.amount_usd, b.spent_usd
        """;

    /// <summary>Forgets it a day later. Parameters as above.</summary>
    public const string Drop =
        "DELETE FROM agent.reservations WHERE tenant = $1 AND scope = $2 AND subject = $3 AND period = $4 AND id = $5 AND expires_at < now() AND is_lapsed";

    /// <summary>Removes budgets whose days are long over. What a conversation may spend goes with the conversation.</summary>
    public const string Forget = $"DELETE FROM agent.budgets WHERE scope <> '{BudgetScopes.Conversation}' AND period < current_date - 62 AND reserved_usd = 0";
}
