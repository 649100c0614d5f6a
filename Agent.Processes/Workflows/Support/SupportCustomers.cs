namespace Agent.Processes.Workflows.Support;

/// <summary>Who the channel says the customer is.</summary>
internal static class SupportCustomers
{
    /// <summary>The id of a visitor whom the channel did not identify.</summary>
    public const string Guest = "guest";

    /// <summary>The customer's id; null for a guest.</summary>
    public static string? Identified(string channelId) => channelId == Guest ? null : channelId;
}
