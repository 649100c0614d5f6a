namespace Agent.Plugins.BackOffice.Erasure;

/// <summary>Asks a tool server to erase a customer from its back office.</summary>
/// <param name="Tenant">Whose shop.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Conversations">Their conversations, which records of tool calls name; at most <see cref="MostConversations"/> in one order.</param>
public sealed record ErasureOrder(string Tenant, string CustomerId, IReadOnlyList<string> Conversations)
{
    /// <summary>Where a tool server takes such orders, below the address of its tools.</summary>
    public const string Path = "/erasures";

    /// <summary>The most conversations in one order; more take several orders.</summary>
    public const int MostConversations = 1000;
}
