namespace Agent.Host.Portal;

/// <summary>The addresses of the pages. What a page shows stands in its address, so that any replica can show it again.</summary>
public static class PortalAddresses
{
    public const string Approvals = "/approvals";
    public const string Conversations = "/conversations";
    public const string Try = "/try";
    public const string Operations = "/operations";
    public const string Policies = "/policies";
    public const string Insight = "/insight";
    public const string Usage = "/usage";
    public const string Replays = "/replays";
    public const string Audit = "/operations/audit";
    public const string Keys = "/operations/keys";
    public const string Webhooks = "/operations/webhooks";
    public const string Tenants = "/operations/tenants";
    public const string Live = "/portal/live";
    public const string Settings = "/portal/settings";

    /// <summary>One conversation.</summary>
    public static string Conversation(string id) => $"{Conversations}/{id}";

    /// <summary>One superstep of a conversation.</summary>
    public static string Superstep(string id, int number) => $"{Conversations}/{id}?at={number}";

    /// <summary>A conversation whose timeline begins at a superstep.</summary>
    public static string Supersteps(string id, int from) => $"{Conversations}/{id}?from={from}";

    /// <summary>One replay.</summary>
    public static string Replay(string id) => $"{Replays}/{id}";

    /// <summary>One conversation of a replay, both sides of it.</summary>
    public static string Replayed(string id, long number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Replays}/{id}/{number}");

    /// <summary>A conversation held as a customer.</summary>
    public static string Talk(string id) => $"{Try}/{id}";

    /// <summary>Whether an address stays in the portal; an address of elsewhere is never redirected to.</summary>
    internal static bool IsLocal(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\', StringComparison.Ordinal) && !address.Any(char.IsControl);
}
