namespace Agent.Processes;

/// <summary>All that the runtime stores of a customer: what erasing removes.</summary>
public interface ICustomerRecords
{
    /// <summary>The customer's conversations, with every fork of them, and their approvals.</summary>
    Task<CustomerTrace> FindAsync(string tenant, string customerId, CancellationToken cancellationToken = default);

    /// <summary>Ends the customer's conversations that have not ended: nobody works on them from here on.</summary>
    Task EndAsync(string tenant, CustomerTrace trace, string endedBy, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes conversations of the customer with all that belongs to them, and what is counted under the customer's id. What background work adds a moment later is removed by asking again.
    /// </summary>
    /// <returns>Rows removed or blanked, by table.</returns>
    Task<IReadOnlyDictionary<string, long>> EraseAsync(string tenant, string customerId, CustomerTrace trace, CancellationToken cancellationToken = default);
}

/// <summary>Where a customer is found.</summary>
/// <param name="Conversations">Ids of conversations.</param>
/// <param name="Approvals">Ids of approvals in them.</param>
public sealed record CustomerTrace(IReadOnlyList<string> Conversations, IReadOnlyList<string> Approvals)
{
    /// <summary>Nowhere.</summary>
    public static CustomerTrace Empty { get; } = new([], []);

    /// <summary>What is in either.</summary>
    public CustomerTrace With(CustomerTrace other) => new([.. Conversations.Union(other.Conversations)], [.. Approvals.Union(other.Approvals)]);
}
