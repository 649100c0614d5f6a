namespace Agent.Processes.Costs.Budgets;

/// <summary>
/// What a live replay may spend: its own budget in the ledger, under which every replica and every resumption of the same run falls, beside those of its tenant and of the service.
/// </summary>
/// <param name="tenant">The tenant that pays.</param>
/// <param name="limitUsd">The most that may be spent; null where there is no limit of its own.</param>
public sealed class ReplaySpending(string tenant, decimal? limitUsd)
{
    private volatile string? _exceeded;

    private string _run = "";
    private DateOnly _day;

    /// <summary>For which run; empty before that is known.</summary>
    public string Run => _run;

    /// <summary>When the run began.</summary>
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>Says for which run it is spent. That is known once the run has begun, and must be before any model is asked.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="begunAt">When it began: the ledger forgets budgets of days long past.</param>
    public void SpendFor(string run, DateTimeOffset begunAt) => (_run, _day, BegunAt) = (run, DateOnly.FromDateTime(begunAt.UtcDateTime), begunAt);

    /// <summary>The tenant that pays.</summary>
    public string Tenant => tenant;

    /// <summary>The most that may be spent.</summary>
    public decimal? LimitUsd => limitUsd;

    /// <summary>True once a call was not made because it could have cost more than is left, of this budget or of another one.</summary>
    public bool IsExceeded => _exceeded is not null;

    /// <summary>Which budget that was, and how far it is used; null while none is exceeded.</summary>
    public string? Refusal => _exceeded;

    internal void Refuse(string reason) => _exceeded = reason;

    /// <summary>The budgets of a call: a conversation that is held again is nobody's day and no conversation of a customer's.</summary>
    internal Budget[] Budgets(BudgetOptions options, DateTimeOffset at)
    {
        Budget[] shared = [.. Budget.Of(options, new(new(tenant, ""), "guest", "replay", ""), at).Where(budget => budget.Scope != BudgetScopes.Conversation)];
        return limitUsd is { } most ? [.. shared, new(tenant, BudgetScopes.Replay, _run, _day, most)] : shared;
    }
}
