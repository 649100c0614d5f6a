using Agent.Host.Security;
using Agent.Plugins.Calling.Access;

namespace Agent.Host.Mcp.Access;

/// <summary>Who makes a request to the tool server.</summary>
internal sealed record McpCaller
{
    /// <summary>The tenant; null for a caller who serves several, and names one in every call.</summary>
    public string? Tenant { get; init; }

    /// <summary>The tenant when a caller who may name any names none.</summary>
    public string? UsualTenant { get; init; }

    /// <summary>Role and scopes.</summary>
    public required ToolCaller Access { get; init; }

    /// <summary>Who it is, for the audit record.</summary>
    public required string Name { get; init; }

    /// <summary>The tools its tenant uses, by name; null for all of them.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>The customer the caller is; null for one who acts for others.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The caller as the API knows it, whose limits are the caller's here as well; null for our own services, which call for all.</summary>
    public Caller? Limited { get; init; }

    /// <summary>Whether the caller is our own service, whose idempotency keys are taken as they are; those of others are kept apart from them.</summary>
    public bool IsOwnService { get; init; }
}
