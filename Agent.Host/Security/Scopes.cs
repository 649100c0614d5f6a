namespace Agent.Host.Security;

/// <summary>What can be done through the API, one name for each thing that is worth granting by itself. Stored in keys and named in tokens: they never change.</summary>
public static class Scopes
{
    /// <summary>See conversations, their messages and events.</summary>
    public const string ReadConversations = "conversations:read";

    /// <summary>Start conversations, write in them, end them.</summary>
    public const string WriteConversations = "conversations:write";

    /// <summary>See supersteps and states, replay and fork.</summary>
    public const string InspectConversations = "conversations:inspect";

    /// <summary>See approvals.</summary>
    public const string ReadApprovals = "approvals:read";

    /// <summary>Decide approvals: those of operators only as an operator.</summary>
    public const string DecideApprovals = "approvals:decide";

    /// <summary>See what is stuck, and get it going.</summary>
    public const string Operate = "operations";

    /// <summary>Run recorded conversations again, many at a time.</summary>
    public const string Replay = "replays";

    /// <summary>Read the audit log.</summary>
    public const string ReadAudit = "audit:read";

    /// <summary>Make, list and revoke API keys.</summary>
    public const string ManageKeys = "keys:manage";

    /// <summary>Make, change and remove webhooks, and see what was told to them.</summary>
    public const string ManageWebhooks = "webhooks:manage";

    /// <summary>Export and erase what is stored of a customer.</summary>
    public const string ManagePrivacy = "privacy:manage";

    /// <summary>Say what people in Microsoft Teams are: customers, operators, or not let in.</summary>
    public const string ManageTeams = "teams:manage";

    /// <summary>Create and suspend tenants. No role of a tenant has it: it must be named by a key, or by a token of an issuer that may.</summary>
    public const string ManageTenants = "tenants:manage";
}
