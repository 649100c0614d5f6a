namespace Agent.Host.Teams;

/// <summary>What one directory's people are in this service.</summary>
public sealed class TeamsTenantOptions
{
    /// <summary>Our tenant.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>Those who decide approvals for operators, by their object id in the directory. They get a card for each.</summary>
    public IList<string> Operators { get; } = [];

    /// <summary>Customer ids, by object id in the directory. Who is not listed is a guest, and is asked who they are.</summary>
    public Dictionary<string, string> Customers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether people are let in who are neither operators nor customers. Default: true.</summary>
    public bool Guests { get; set; } = true;

    /// <summary>What is different for approvals of some rules, by the rule's name; <c>any</c> for all others.</summary>
    public Dictionary<string, TeamsRuleOptions> Rules { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal bool IsOperator(string userId) => Operators.Contains(userId, StringComparer.OrdinalIgnoreCase);
}
