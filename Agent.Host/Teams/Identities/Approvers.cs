namespace Agent.Host.Teams.Identities;

/// <summary>Who decides for a tenant, and where they are asked.</summary>
/// <param name="Operators">Those who decide what no rule names others for, by their object ids.</param>
/// <param name="Refused">Those who are shut out.</param>
/// <param name="Rules">What is different for approvals that a rule asks for, by its name.</param>
internal sealed record Approvers(
    IReadOnlySet<string> Operators, IReadOnlySet<string> Refused, IReadOnlyDictionary<string, TeamsRuleOptions> Rules)
{
    /// <summary>Stands for every rule that has nothing of its own.</summary>
    public const string AnyRule = "any";

    /// <summary>Those who decide what a rule asks for.</summary>
    public IEnumerable<string> Of(string rule) =>
        (Find(rule)?.Operators is { Count: > 0 } named ? named.AsEnumerable() : Operators).Where(person => !Refused.Contains(person));

    public bool MayDecide(string userId, string rule) => Of(rule).Contains(userId, StringComparer.OrdinalIgnoreCase);

    /// <summary>The channel in which a rule's approvals are asked for as well; null when there is none.</summary>
    public string? ChannelOf(string rule) => Find(rule)?.Channel is { Length: > 0 } channel ? channel : null;

    private TeamsRuleOptions? Find(string rule) => Rules.GetValueOrDefault(rule) ?? Rules.GetValueOrDefault(AnyRule);
}
