namespace Agent.Host.Portal.Conversations;

/// <summary>What is searched for, as it stands in the address.</summary>
/// <param name="Q">Words.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Status">The status.</param>
/// <param name="Category">The category.</param>
/// <param name="Tool">A tool that was called.</param>
/// <param name="From">The first day, in the viewer's zone.</param>
/// <param name="To">The last day.</param>
/// <param name="Cost">The least cost, in dollars.</param>
/// <param name="Rating"><c>up</c> or <c>down</c>.</param>
/// <param name="Sandboxes"><c>on</c> for sandboxes as well.</param>
/// <param name="After">The last one of the page before.</param>
public sealed record ConversationFilter(
    string? Q, string? Customer, string? Status, string? Category, string? Tool, string? From, string? To, string? Cost, string? Rating, string? Sandboxes, string? After)
{
    /// <summary>True when anything is searched for.</summary>
    public bool IsAny => new[] { Q, Customer, Status, Category, Tool, From, To, Cost, Rating, Sandboxes }.Any(value => !string.IsNullOrEmpty(value));

    /// <summary>The address of the page behind a conversation.</summary>
    public string Behind(string id) => PortalAddresses.Conversations + QueryString.Create(new Dictionary<string, string?>
    {
        ["q"] = Q, ["customer"] = Customer, ["status"] = Status, ["category"] = Category, ["tool"] = Tool, ["from"] = From, ["to"] = To, ["cost"] = Cost, ["rating"] = Rating,
        ["sandboxes"] = Sandboxes, ["after"] = id,
    }.Where(entry => !string.IsNullOrEmpty(entry.Value)));
}
