using Agent.Plugins.Calling;

namespace Agent.Plugins.Customers;

/// <summary>The customers of a business that is no shop, for the tools that are the same everywhere.</summary>
internal interface ICustomerProfiles
{
    /// <summary>The profile as the tool tells it; null when there is no such customer.</summary>
    Task<string?> FindAsync(ToolCallContext call, string userId, CancellationToken cancellationToken);

    /// <summary>The id of the customer with an address in lower case, if the caller may find them.</summary>
    Task<string?> FindIdByEmailAsync(ToolCallContext call, string email, CancellationToken cancellationToken);
}
