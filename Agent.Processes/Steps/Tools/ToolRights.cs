namespace Agent.Processes.Steps.Tools;

/// <summary>
/// What a step may do by its calls, in the tools' own words. Each step asks for as little as it needs, so that a call that changes something is refused
/// by the tools wherever it is made without the checks before it.
/// </summary>
internal static class ToolRights
{
    /// <summary>The role of every workflow: it acts for the conversation's customer.</summary>
    public const string Role = "agent";

    /// <summary>How the tools' audit record names a workflow.</summary>
    public const string Caller = "workflow";

    /// <summary>Looking things up: what a model may do by itself.</summary>
    public const string Reading = "customers:read knowledge:read orders:read products:read tickets:read";

    /// <summary>Opening a ticket: what the workflow does by itself.</summary>
    public const string Ticketing = "tickets:write";

    /// <summary>Everything: what the step holds that runs after eligibility and approval.</summary>
    public const string Acting = Reading + " customers:write orders:write refunds:execute tickets:write";
}
