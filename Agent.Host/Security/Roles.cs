namespace Agent.Host.Security;

/// <summary>What a caller can be. What each may do is decided in one place.</summary>
public static class Roles
{
    /// <summary>Sees and decides what is their own.</summary>
    public const string Customer = "customer";

    /// <summary>Looks after customers: sees every conversation of the tenant.</summary>
    public const string Agent = "agent";

    /// <summary>Decides what the policy leaves to a person, and gets stuck conversations going.</summary>
    public const string Operator = "operator";

    /// <summary>Runs the tenant: keys, configuration, audit; and what an operator may.</summary>
    public const string Admin = "admin";

    /// <summary>A machine: may what its scopes name, and no more.</summary>
    public const string Service = "service";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Customer, Agent, Operator, Admin, Service];
}
