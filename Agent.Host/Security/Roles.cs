namespace Agent.Host.Security;

/// <summary>What a caller can be. What each may do is decided in one place: <see cref="Access.AccessRules"/>.</summary>
public static class Roles
{
    /// <summary>Sees and decides what is their own.</summary>
    public const string Customer = "customer";

    /// <summary>Looks after customers: sees every conversation of the tenant.</summary>
    public const string Agent = "agent";

    /// <summary>Decides what the policy leaves to a person, and gets stuck conversations going. Implies <see cref="Agent"/>.</summary>
    public const string Operator = "operator";

    /// <summary>Runs the tenant: keys, configuration, audit. Implies <see cref="Operator"/>.</summary>
    public const string Admin = "admin";

    /// <summary>A machine: may what its scopes name, and no more.</summary>
    public const string Service = "service";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Customer, Agent, Operator, Admin, Service];

    /// <summary>The roles, and behind them what they imply.</summary>
    public static IReadOnlyList<string> WithImplied(IEnumerable<string> roles)
    {
        List<string> all = [.. roles];
        if (all.Contains(Admin) && !all.Contains(Operator))
            all.Add(Operator);
        if (all.Contains(Operator) && !all.Contains(Agent))
            all.Add(Agent);
        return all;
    }
}
