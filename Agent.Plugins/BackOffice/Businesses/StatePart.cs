namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>One kind of thing in the state of a business.</summary>
/// <param name="Name">What its changes are called, such as <c>changed_orders</c>.</param>
/// <param name="ChangedSql">Selects the ids of those written since a mark; $1 is the tenant, $2 the mark.</param>
/// <param name="ReadAsync">Reads some of them in two tenants, each as the text that tools tell.</param>
internal sealed record StatePart(string Name, string ChangedSql, Func<BackOfficeDbContext, IReadOnlyList<string>, List<string>, CancellationToken, Task<List<StateRow>>> ReadAsync)
{
    /// <summary>Fields that are no part of a state that is compared with that of another system: ours alone, or in the key already.</summary>
    public IReadOnlyList<string> Incidental { get; init; } = [];
}
