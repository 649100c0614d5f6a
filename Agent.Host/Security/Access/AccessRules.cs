using System.Collections.Frozen;
using Agent.Plugins.Calling.Access;

namespace Agent.Host.Security.Access;

/// <summary>The one place that says which role may do what. A credential's scopes only take away from it.</summary>
internal static class AccessRules
{
    private static readonly string[] Everybody = [Roles.Customer, Roles.Agent, Roles.Operator, Roles.Admin, Roles.Service];
    private static readonly string[] Staff = [Roles.Agent, Roles.Operator, Roles.Admin, Roles.Service];
    private static readonly string[] Operators = [Roles.Operator, Roles.Admin, Roles.Service];

    private static readonly FrozenDictionary<string, string[]> Holders = new Dictionary<string, string[]>
    {
        [Scopes.ReadConversations] = Everybody,
        [Scopes.WriteConversations] = Everybody,
        [Scopes.InspectConversations] = Staff,
        [Scopes.ReadApprovals] = Everybody,
        [Scopes.DecideApprovals] = [Roles.Customer, .. Operators],
        [Scopes.Operate] = Operators,
        [Scopes.Replay] = Operators,
        [Scopes.ReadAudit] = [Roles.Admin, Roles.Service],
        [Scopes.ManageKeys] = [Roles.Admin],
        [Scopes.ManageWebhooks] = [Roles.Admin, Roles.Service],
        [Scopes.ManagePrivacy] = [Roles.Admin, Roles.Service],
        [Scopes.ManageTeams] = [Roles.Admin],
        [Scopes.ManageTenants] = [Roles.Admin],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every scope of the API.</summary>
    public static IReadOnlyCollection<string> Known => Holders.Keys;

    /// <summary>What a key can be given: the scopes of the API, and those of the tools, which are served beside it.</summary>
    public static IReadOnlyCollection<string> Grantable { get; } = [.. Holders.Keys, .. ToolScopes.All];

    /// <summary>Whether a caller may give a scope to a key: nobody gives what they have not. The tools' scopes are the administrator's to give.</summary>
    public static bool MayGrant(Caller caller, string scope) => Holders.ContainsKey(scope)
        ? Check(caller, scope) == AccessOutcome.Allowed
        : caller.Roles.Contains(Roles.Admin) && caller.Scopes?.Contains(scope, StringComparer.Ordinal) is not false;

    /// <summary>Who may do what the scope stands for.</summary>
    public static IReadOnlyList<string> RolesFor(string scope) => Holders[scope];

    public static AccessOutcome Check(Caller caller, string scope)
    {
        if (!caller.Roles.Any(Holders[scope].Contains) || (scope == Scopes.ManageTenants && !caller.MayManageTenants))
            return AccessOutcome.RoleMissing;
        // A machine may what it was given, even where nothing was said about it.
        var isGiven = caller.Scopes?.Contains(scope, StringComparer.Ordinal) ?? caller.Roles.Any(role => role != Roles.Service && Holders[scope].Contains(role));
        return isGiven ? AccessOutcome.Allowed : AccessOutcome.ScopeMissing;
    }
}
