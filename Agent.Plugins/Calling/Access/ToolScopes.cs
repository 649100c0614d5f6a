namespace Agent.Plugins.Calling.Access;

/// <summary>
/// What a caller may be allowed to do, as an access token says it. Who may change something (<c>…:write</c>) may also look at it (<c>…:read</c>).
/// </summary>
public static class ToolScopes
{
    /// <summary>Who a customer is, and their profile.</summary>
    public const string CustomersRead = "customers:read";

    /// <summary>Changing a profile.</summary>
    public const string CustomersWrite = "customers:write";

    /// <summary>Orders and what a change of them would cost.</summary>
    public const string OrdersRead = "orders:read";

    /// <summary>Cancelling, changing, returning, exchanging.</summary>
    public const string OrdersWrite = "orders:write";

    /// <summary>Giving money or store credit.</summary>
    public const string RefundsExecute = "refunds:execute";

    /// <summary>The catalogue.</summary>
    public const string ProductsRead = "products:read";

    /// <summary>The articles of the help centre.</summary>
    public const string KnowledgeRead = "knowledge:read";

    /// <summary>Tickets and how they stand.</summary>
    public const string TicketsRead = "tickets:read";

    /// <summary>Opening tickets.</summary>
    public const string TicketsWrite = "tickets:write";

    /// <summary>All of them, in a stable order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CustomersRead, CustomersWrite, KnowledgeRead, OrdersRead, OrdersWrite, ProductsRead, RefundsExecute, TicketsRead, TicketsWrite,
    ];
}
