namespace Agent.Processes.Policies;

/// <summary>Who approves a call. Stored.</summary>
public static class Approvers
{
    /// <summary>Nobody has to.</summary>
    public const string None = "none";

    /// <summary>The customer, in the conversation.</summary>
    public const string Customer = "customer";

    /// <summary>An operator.</summary>
    public const string Operator = "operator";

    internal static readonly IReadOnlyList<string> All = [None, Customer, Operator];
}
